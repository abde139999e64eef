"""The words by which claims are known, in English, French, Arabic and Arabizi, in the guard's normal spelling."""

import re


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- money ------------------------------------------------------------------------------------------

_CURRENCIES = {
    "USD": "$ us$ $us usd dollar dollars dolar dolars dollarat dolarat dularat buck bucks دولار دولارات دولارا دولارين",
    "LBP": "l.l. l.l ل.ل. ل.ل lbp lira liras lirat lera leera lyra ليره ليرات ليرتين ل.ل ll lire lires",
    "EUR": "€ eur euro euros yoro يورو اورو",
    "GBP": "£ gbp quid sterling استرليني",
    "AED": "aed dirham dirhams درهم دراهم dhs dh",
    "SAR": "sar riyal riyals rial rials ريال ريالات",
    "EGP": "egp جنيه",
    "JOD": "jod dinar dinars دينار دنانير",
    "KWD": "kwd",
    "BHD": "bhd",
    "OMR": "omr",
    "TND": "tnd",
    "QAR": "qar",
    "JPY": "jpy yen",
    "KRW": "krw",
    "VND": "vnd",
    "CAD": "ca$ c$ cad",
    "AUD": "au$ a$ aud",
    "CHF": "chf",
    "SYP": "syp",
    "IQD": "iqd",
    "TRY": "tl",
}
CURRENCY_OF: dict[str, frozenset[str]] = {
    word: frozenset({code}) for code, written in _CURRENCIES.items() for word in written.split()
}
CURRENCY_OF |= {
    "pound": frozenset({"GBP", "LBP", "EGP"}),
    "pounds": frozenset({"GBP", "LBP", "EGP"}),
    "livre": frozenset({"GBP", "LBP"}),
    "livres": frozenset({"GBP", "LBP"}),
    "balles": frozenset({"USD", "EUR"}),
    "dinar": frozenset({"JOD", "KWD", "BHD", "IQD", "TND"}),
    "dinars": frozenset({"JOD", "KWD", "BHD", "IQD", "TND"}),
    "دينار": frozenset({"JOD", "KWD", "BHD", "IQD", "TND"}),
    "riyal": frozenset({"SAR", "QAR", "OMR"}),
    "riyals": frozenset({"SAR", "QAR", "OMR"}),
    "ريال": frozenset({"SAR", "QAR", "OMR"}),
    "¤": frozenset({"?"}),
}
CENTS = _set("cent cents centime centimes سنت سنتا سنتات")
ALONE = _set(
    """$ us$ $us usd dollar dollars dolar dolars dollarat dolarat buck bucks دولار دولارات دولارا دولارين l.l. l.l ل.ل"
    r".
    ل.ل lbp lira liras lirat lera leera ليره ليرات ليرتين € eur euro euros يورو اورو £ gbp ca$ c$ au$ a$ cad aud aed
    درهم دراهم ريال ريالات جنيه دينار ¤"""
)
"""Currencies that mean money wherever they stand: one that no amount explains is a violation."""
DUAL = {"دولارين": 2, "ليرتين": 2}
BESIDE_CURRENCY = _set(
    "us u.s american american americain americains lebanese libanaise libanaises fresh cash canadian"
)
NATION_OF = {"libanaise": "LBP", "libanaises": "LBP", "lebanese": "LBP", "لبنانيه": "LBP", "sterling": "GBP"}
MULTIPLIERS = _set(
    "k m mn million millions thousand hundred mille الف الاف مليون ملايين alf alef ألف milyon malyoun mlyon"
)

PRICE_WORDS = _set(
    """price prices priced cost costs costing pay paid worth charge charges charged fee fees total subtotal sum amount
    sells selling prix coute coutent coutera tarif tarifs montant cout frais paie payez payer vaut valent
    سعر السعر سعره سعرها سعرهن اسعار الاسعار اسعارنا بسعر ثمن الثمن ثمنه ثمنها حق حقه حقها حقن كلفه الكلفه كلفته
    تكلفه التكلفه تكلفته تكلفتها يكلف بيكلف بتكلف بكلف المجموع الاجمالي مجموع تدفع بتدفع ادفع
    se3r se3ro se3ra si3r si3ro si3ra ser3o 7a2 7a2o 7a2a 7a22o 7a22a ha2o ha2a ha2 haeo bkallif bikallif bitkallif
    kelfe kelfet kelfto majmou3 majmu3 btedfa3 tedfa3 offer @"""
)
JUST_BEFORE = _set(
    "is are = : only just b be bi ب a est sont pour seulement بس فقط bas بـ for at هو هي من now b-"
)
WEAK_BEFORE = _set("for at pour a b be bi ب من bas بس seulement only just now")
PRICE_AFTER = _set(
    "each apiece piece pieces l'unite unite للقطعه القطعه للواحد للواحده lal l2et3a lal2et3a only net ttc tax"
)
RANGE = _set("- to or ou a au الي لـ ل aw او la / ~ till until")

# --- what other numbers count -----------------------------------------------------------------------

UNITS = _set(
    """mah gb mb tb ml cl l lt litre litres liter liters kg kgs g gr gram grams gramme grammes mg cm mm m meter meters
    metre metres km inch inches in ft w watt watts v volt volts hz khz ghz mp px p fps rpm db c f h hr hrs hour hours
    heure heures min mins minute minutes sec secs second seconds seconde secondes s am pm oz fl lm lumens ° stars star
    دقيقه دقائق دقايق ساعه ساعات ثانيه ثواني مل ملل غرام غ كيلو كغ سم متر امتار لتر واط فولت امبير نجوم
    d2i2a da2i2a d2aye2 se3a se3at sa3a th nd rd st eme er ere x ° km/h mp k fois times مرات مره marrat marra"""
)
PIECES = _set(
    """pcs pc piece pieces unit units unite unites item items box boxes boite boites pack packs article articles قطع
    قطعه القطعه حبه حبات علبه علب 2et3a 2eta3 2ota3 ota3 et3a 2et3 habbe 7abbe 7abbet قطعتين"""
)
DAY_UNITS: dict[str, str] = {
    **dict.fromkeys(
        [
            "day",
            "days",
            "jour",
            "jours",
            "journee",
            "يوم",
            "ايام",
            "اليوم",
            "يوما",
            "youm",
            "yom",
            "yawm",
            "ayyem",
            "ayem",
            "iyem",
            "yem",
        ],
        "day",
    ),
    **dict.fromkeys(
        ["week", "weeks", "semaine", "semaines", "اسبوع", "اسابيع", "osbou3", "jem3a", "jomo3a", "asabi3"],
        "week",
    ),
    **dict.fromkeys(
        ["month", "months", "mois", "شهر", "اشهر", "شهور", "شهرا", "shahr", "shahar", "esh7or", "chahr"],
        "month",
    ),
    **dict.fromkeys(
        [
            "year",
            "years",
            "yr",
            "yrs",
            "an",
            "ans",
            "annee",
            "annees",
            "سنه",
            "سنين",
            "سنوات",
            "عام",
            "اعوام",
            "sene",
            "snin",
            "senin",
        ],
        "year",
    ),
}
HOUR_UNITS = _set("h hr hrs hour hours heure heures ساعه ساعات se3a se3at sa3a sa3at")
DUAL_DAYS = {
    "يومين": (2, "day"),
    "yomen": (2, "day"),
    "yawmen": (2, "day"),
    "youmen": (2, "day"),
    "yomein": (2, "day"),
}
DUAL_DAYS |= {"اسبوعين": (2, "week"), "شهرين": (2, "month"), "سنتين": (2, "year"), "جمعتين": (2, "week")}
DUAL_DAYS |= {"jem3ten": (2, "week"), "shahren": (2, "month"), "senten": (2, "year")}
BUSINESS = _set("business working ouvrables ouvres عمل full consecutive - to")
MONTHS = _set(
    """january february march april may june july august september october november december jan feb mar apr jun jul
    aug sep sept oct nov dec janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    كانون شباط اذار نيسان ايار حزيران تموز اب ايلول تشرين يناير فبراير مارس ابريل مايو يونيو يوليو اغسطس سبتمبر
    اكتوبر نوفمبر ديسمبر"""
)
AGE = re.compile(
    r"\b(?:years? old|year-old|aged?|ages|under|over|older|kids|children|child|moins de|avant|enfants?"
    r"|des \d|plus)\b"
    r"|عمر|دون|تحت|فوق|اكبر|اصغر|\bta7t\b|\bfo2\b|\b3omr"
)
ONE_SPAN = re.compile(
    r"\b(?:warranty|guarantee|garantie|kafele|kfele|daman)\b[^.!?\n]{0,12}\b(?P<unit>year|month|week|an"
    r"|mois|sene|shahr)\b"
    r"|(?:كفاله|ضمان)\w* (?:لمده )?(?P<ar>سنه|شهر|اسبوع)(?!\w)"
)
"""A warranty of one year, without the number."""
PROMISED = re.compile(
    r"\b(?:warrant\w*|guarant\w*|garanti\w*|kafele|kfele|daman|results?|resultats?|effects?|last(?:s|ing)?|within|whiter?"
    r"|battery|charge|return\w*|refund\w*|exchange\w*|retour\w*|rembours\w*|dur(?:e|ent|ee)|valid|keeps?|expir\w*|yes"
    r"|oui|eh|akid|sure|nati[jg]e|batariy\w*)\b|كفال\w*|ضمان\w*|نتيج\w*|نتائج|نعم|اكيد|بطاري\w*|ارجاع|ترجيع|استرداد"
)
"""Words of times that a shop answers for."""
AWAY = re.compile(r"\s*\w+\s+(?:to go|left|away|from now|ago|before)\b")
"""Behind a time that is the customer's own affair: "with 2 weeks to go"."""
ADDRESS = re.compile(
    r"\b(?:street|st|road|rd|avenue|ave|building|bldg|block|floor|apt|apartment|flat|house|villa|near|facing|opposite|zip"
    r"|rue|route|immeuble|imm|etage|appt?|appartement|bloc|residence|quartier|code postal|aged?|age"
    r"|share3|shere3|chari3|bineye|bneye|tabe2|tabi2|room|chambre)\b|شارع|طريق|بناي\w*|مبني|طابق|شق[هة]|(?<!\w)حي(?!\w)|منزل|عمر\w*"
)
"""Before a number that is no price: "building 44"."""
COUNTED_PEOPLE = re.compile(
    r"\b(?:people|persons|guests|kids|children|students|friends|personnes|enfants|eleves|invites|ans|m2|sqm)\b"
    r"|اشخاص|ولاد|شخص|ضيوف"
)
PHONE_WORDS = re.compile(
    r"\b(?:call|phone|tel|telephone|whatsapp|number|numero|mobile|ra2m|nemra|ra2em)\b|رقم|هاتف|تلفون"
)
ORDER_NUMBER = re.compile(
    r"(?:\b(?:order|commande|talab|talabak|talabiye|talabiyye|tracking)\b|طلب\w*|الطلب\w*)"
    r"\s*(?:(?:number|num|no\.?|nr|id|ref(?:erence)?|numero|n°|nº|ra2m|ra2mo|رقمه?|رقم)\s*)?(?:is|est|:|هو)?\s*"
    r"(?P<sign>#)?\s*(?P<number>\d+)\b"
    r"|(?:order|commande|الطلب|طلبك|talabak)?\s*(?:\bnumber|\bnumero|\bn°|رقم\w*|\bra2m\w*)\s*(?:الطلب"
    r"|طلبك)?\s*"
    r"(?:is|est|:|هو|=|de commande)?\s*#?(?P<other>\d{1,9})\b|#(?P<hash>\d+)\b"
)

# --- percent, discounts, free -----------------------------------------------------------------------

PERCENT_AFTER = re.compile(
    r"\s*(?:%|percent\b|per cent\b|pour ?cents?\b|pct\b|p\.?100\b|بال(?:ميه|مايه|مئه|مائه)|في ال(?:ميه|مئه"
    r"|مائه|مايه)"
    r"|(?:bel|bil|b|bi) ?(?:l )?(?:miyye|miye|miyyeh|miyeh|mye|meye)\b|belmiyye\b|belmiye\b|bilmiye\b"
    r"|bilmiyye\b|fil ?miye\b)"
)
HALF_PRICE = re.compile(
    r"\bhalf[- ](?:the )?(?:price|off)\b|\bmoitie (?:du )?prix\b|\ba moitie\b|\bdemi[- ]tarif\b|\bmi[- ]prix\b"
    r"|نص ?(?:ال)?(?:سعر|حق|تمن)|نصف ?(?:ال)?(?:سعر|ثمن)|\bno(?:s|ss|9) ?(?:el|l|il)? ?(?:se3r|7a2|si3r"
    r"|sa3r)\w*"
)
DISCOUNT = re.compile(
    r"\bdiscount\w*|\bpromo(?:s|tion\w*)?\b|\bcoupons?\b|\bvouchers?\b|\bon sale\b|\b(?:flash|big|special"
    r"|clearance) sale\b"
    r"|\bspecial (?:price|offer|deal)s?\b|\bdeals?\b|\bbargain\w*|\brebate\w*|\bcash ?back\b"
    r"|\bmark(?:ed)? ?down\w*"
    r"|\b(?:price|prices) (?:cut|drop|reduced|reduction)\w*|\breduced (?:price|to)\b|\bprice drop\b"
    r"|\bcheaper for you\b"
    r"|\breductions?\b|\bremises?\b|\brabais\b|\bsoldes?\b|\bbon(?:s)? (?:d'achat|plan)\b|\bprix (?:special"
    r"|reduit|casse|barre)s?\b"
    r"|\boffres? (?:speciale|promotionnelle|limitee)s?\b|\bristournes?\b"
    r"|خصم\w*|خصومات|حسم\w*|حسومات|تخفيض\w*|تنزيل(?:ات)?\b|التنزيلات|كوبون\w*|عروض|عرض (?:خاص|اليوم|محدود"
    r"|علي)|سعر (?:خاص|مخفض)|تخفيضات"
    r"|\b(?:7asem|7asm|hasem|khasem|5asem|khasm|5asm|takhfid\w*|ta5fid\w*|tanzil\w*|tenzil\w*|3ard|3rood"
    r"|3oroud)\b"
    r"|\bse3r (?:khas|5as)\b"
)
FRACTION_OFF = re.compile(
    r"\b(?:a|one|two) (?:third|quarter|half|fifth|tenth)s? (?:off|less|cheaper)\b|\b(?:un|le) (?:tiers"
    r"|quart) (?:de moins|du prix)\b"
    r"|(?:ثلث|ربع) (?:ال)?(?:سعر|تمن|ثمن)"
)
ONE_FREE = re.compile(
    r"\bbuy (?:one|1|two|2|three|3),? (?:and )?(?:get|take)\b|\bbogo\b|\b\d ?\+ ?\d ?(?:free|gratuit|مجان)"
    r"|\b(?:2|two|3|three) for (?:1|one|the price)\b"
    r"|\bsecond (?:one )?(?:is )?(?:free|half)|\bachete(?:z)?[^.!?\n]{0,25}(?:offert|gratuit)|\b(?:le"
    r"|la) deuxieme (?:est )?(?:offert|gratuit|a moitie)"
    r"|اشتر\w* (?:واحد|قطعه|1|٢|2)[^.!?\n]{0,25}(?:مجان|ببلاش|هديه)|(?:الثاني|التاني|الثانيه"
    r"|التانيه)[^.!?\n]{0,12}(?:مجان|ببلاش|بلاش)"
    r"|\b(?:shtere|eshtere|ishtere|tene|tenye|telte|tele?t)\b[^.!?\n]{0,25}(?:bal[ae] ?[sc]h|majj?an\w*|free)"
)
FREE = re.compile(
    r"\bcosts? (?:you )?nothing\b|\bwon't cost\b|\bne (?:vous )?coute rien\b|ما ب[يت]كلف\w*|"
    r"\bfree\b(?! ?(?:to\b|of (?:dust|ink|glue)))|\bfor nothing\b|\bno (?:delivery|shipping) (?:fee|cost"
    r"|charge)s?\b|\bcomplimentary\b|\bon (?:us|the house)\b|\bat no (?:extra )?(?:cost|charge)\b"
    r"|\bgratuit\w*|\bgratis\b|\bofferts?\b|\boffertes?\b|\bsans frais\b"
    r"|مجان\w*|المجان\w*|ببلاش|بلاش|علي حسابنا|بدون (?:رسوم|كلفه)|\bb? ?bal[ae] ?(?:sh|ch)\b|\bbl[ae]sh\b"
    r"|\bmaj+an\w*|\bfree\b|\b3a ?7sebna\b|\b3ala 7sebna\b"
)
NOT_FREE = re.compile(
    r"\b(?:feel|hands?|toll|sugar|bpa|stress|risk|ink|glue|noise|hassle|worry|cruelty|fat|alcohol)[ -]free\b"
    r"|-free\b|\bfeel free\b|\bfree (?:time|hand|size)\b"
)
GIFT = re.compile(
    r"\b(?:free|bonus|surprise|extra) gifts?\b|\bgifts? (?:with (?:every|your|each|it)|on top|included)\b"
    r"|\bcadeaux? (?:offerts?|surprise|gratuits?|inclus|avec)\b|\ben cadeau\b"
    r"|هديه (?:مجان|مع|علي|منا)|معه هديه|معها هديه|\bhd(?:i|e)y+e (?:ma3|3ala|menna|free)|\b(?:ma3o"
    r"|ma3a) hd(?:i|e)y+e\b|\bbonus\b"
)
NO = re.compile(
    r"\b(?:no|not|never|without|cannot|can't|won't|don't|doesn't|isn't|aren't|haven't|unable|nor|any more"
    r"|pas|aucune?|sans|jamais|ni)\b"
    r"|n't\b|(?:^|[\s،,])(?:لا|ما|مش|مو|ليس|ليست|بدون|بلا|غير|لم|لن|وما|ولا|مافي|مافيه|معنديش|ماعنا)(?=\s)"
    r"|\b(?:ma|mish|mesh|mich|mech|msh|mafi|mafe|mfi|wala|manno|mannon)\b"
)
NOT_ONLY = re.compile(
    r"\bnot (?:only|just)\b|\b(?:pas|non) seulement\b|مش بس|ليس فقط|\bmish bas\b|\bno (?:worries|problem)\b"
    r"|\bwithout (?:a )?(?:doubt|worry)\b|\bwhy not\b"
)
CHECKING = re.compile(
    r"\bwhether\b|\bi(?:'ll| will|'m| am)? (?:also )?(?:check|ask|look|find out|verify|see"
    r"|confirm)(?:ing)?\b|\b(?:have|i've) asked\b|\blet me (?:check|ask|see|look|confirm|verify)\b"
    r"|\bif (?:there(?:'s| is| are)|it(?:'s| is)|we have|any)\b|\bs'il (?:y a|est)\b|\bje (?:verifie|demande"
    r"|regarde|vais verifier|vais demander|me renseigne)\b|\bsi (?:c'est|vous avez un code)\b"
    r"|ان كان\w*|اذا كان\w*|اذا في\b|سا(?:تحقق|سال|تاكد)|اتحقق|بتاكد|بسال|رح (?:اسال|اتاكد|شوف)|خليني"
    r"|\b(?:ra7|rah) (?:es2al|shouf|et2akkad)\b|\b(?:iza|eza|law) (?:fi|mawjoud\w*|metwaff\w*)\b"
    r"|\bkhalline\b|\bdo you have a (?:promo|discount)"
)
CODE_LIKE = re.compile(r"\b(?=[A-Z0-9]*[A-Z])(?:[A-Z]{3,}[0-9]{1,4})\b")
CODE_NAMED = re.compile(
    r"(?:\bcodes?\b|كود|الكود|رمز)\s*(?:promo\s*)?(?:is|:|=|هو|est)?\s*\"?(?P<code>[A-Z][A-Z0-9]{2,})\b"
)

# --- stock ------------------------------------------------------------------------------------------

OUT = re.compile(
    r"\bout[- ]of[- ]stock\b|\bsold out\b|\bunavailable\b|\b(?:not|no longer|isn't|aren't|never"
    r"|n't) (?:currently |yet |now |really )?(?:available|in stock)\b"
    r"|\b(?:ran|run|running) out of\b|\bran out\b|\bnone left\b|\bno(?:ne)? (?:more )?(?:left|in stock)\b"
    r"|\bno stock\b|\b(?:finished|discontinued)\b"
    r"|\brupture\b|\bepuise\w*|\bindisponible\w*|\b(?:plus|pas) (?:\w+ )?(?:disponible|dispo|en stock)\w*"
    r"|(?:غير|مش|مو|ما عاد|ليس|ليست|مانو|منو) (?:ال)?(?:متوفر|متاح|موجود|متوافر)\w*|(?:لم يعد|ما بقي|ما ضل"
    r"|ما عنا منو|خلصان|خلصت|خلصوا|خلص\b|نفد\w*|نفذت?\b|انتهت الكميه)"
    r"|\b(?:mish|mesh|mich|mech|msh|manno|mano|ma 3ad) (?:mawj\w+|m[eou]t[ae]?wa+f+[aei]?r\w*|available)\b"
    r"|\b(?:khalas|5alas|khelis|5elis|khles|5oles|khelso|khalsit|khelsit|khelset|5elso|nafad)\b"
)
IN = re.compile(
    r"\b(?:have|got|there's|are) (?:plenty|lots|loads)\b|\bplenty (?:of (?:them|it)|left)\b|\bin stock\b"
    r"|\bavailable\b|\bready to ship\b|\bstill (?:have|got) (?:it|some|them)\b|\bwe have it\b"
    r"|\b(?:en|du) stock\b|\bdisponibles?\b|\bdispo\b"
    r"|(?:ال)?(?:متوفر|متوافر|متاح|موجود)(?:ه|ين|ات)?(?:\b|(?=\s))|بالمخزون|في المخزون|\bmawj[ou]+d\w*"
    r"|\bm[eou]t[ae]?wa+f+[aei]?r\w*|\bavailable\b"
)
NOT_SOLD_HERE = re.compile(r"\w*\s*(?:في (?:متجر|محل)|عند?نا في|in our (?:shop|store)|dans notre)")
"""Behind a stock word: not sold at all, which says nothing of stock."""
NOT_OF_GOODS_BEFORE = re.compile(
    r"(?:team|person|someone|somebody|colleague|human|agent|assistant|equipe|conseiller\w*|collegue|personne"
    r"|i'm|i am|je suis|delivery|shipping|livraison|payment|paiement|service|support"
    r"|فريق\w*|شخص|موظف\w*|التوصيل|الدفع|الشحن|انا|tawsil|fari2\w*|24/7|pickup)\b[^.!?]{0,22}$"
)
NOT_OF_GOODS_AFTER = re.compile(
    r"^\s*(?:to (?:help|assist|answer|you)|24|on request|across|throughout|everywhere|abroad|sizes|colou?rs"
    r"|options|methods|for (?:delivery|pickup)|pour (?:vous|repondre)|a l'etranger|لمساعدتك|للمساعده|في كل"
    r"|lal mosa3ade)"
)
HAVE = _set("have got are avons reste عنا عندنا لدينا fi 3anna 3enna remain")
LEFT_AFTER = _set(
    """
    left remaining restant restants restante restantes disponible disponibles باقي باقيه متبقي متبقيه bas2e
    be2ye ba2ye"""
)
LEFT_BEFORE = _set(
    """last reste restent dernier derniers derniere dernieres باقي بقي ضل ضايل ضاله اخر بقيان متبقي ba2e ba2i ba2ye be2"
    r"e
    be2i akher ekher dal dall dalo"""
)
SCARCE = re.compile(
    r"\bselling out\b|\b(?:last|final) (?:one|piece|unit|item|pair|box|chance)s?\b"
    r"|\b(?:only )?(?:a )?few (?:\w+ )?(?:left"
    r"|remaining)\b|\b(?:almost|nearly) (?:gone|sold out|finished|out)\b|\brunning (?:low|out)\b"
    r"|\blimited (?:stock|quantit\w+|edition)\b|\b(?:selling|going) fast\b|\blow (?:in )?stock\b"
    r"|\bderniere?s? (?:piece|article|exemplaire|unite|boite)s?\b|\bstocks? limites?\b"
    r"|\bquantites? limitees?\b|\bplus que quelques\b|\bpresque epuise\w*"
    r"|اخر (?:قطعه|حبه|قطع|وحده|واحد)|(?:ال)?كميه محدوده|(?:ال)?كميات محدوده|علي وشك النفاد|\bakher (?:2et3a"
    r"|wehde|wa7ad|habbe|7abbe|2et3et)\w*|\bk[ae]m+iy+e ma7doud\w*|\bk[ae]m+iy+e mahdoud\w*"
)

# --- delivery ---------------------------------------------------------------------------------------

DELIVERY = re.compile(
    r"\bdeliver\w*|\bship(?:s|ped|ping|ment)?\b|\barriv\w*|\breceive\w*|\breach(?:es)? you\b|\bget (?:it"
    r"|them|your order)\b|\bat your door\b|\blivr\w*|\brecev\w*|\brecois\b|\bexpedi\w*|\bchez vous\b"
    r"|توصيل|[نيتب]?وصل\w*|بيوصل\w*|بتوصل\w*|بوصل\w*|منوصل\w*|تستلم\w*|استلام|بتستلم|تسليم|(?<!\w)(?:ال|و|وال)?شحن(?!\w)|يصلك|تصلك"
    r"|عندك خلال|\bt[ao]ws+[ie]l\w*|\b(?:by|bt|y|t|mn)[ou]+sal\w*|\bbtwas+el\w*|\bmnwas+el\w*|\bwos+el\w*"
    r"|\btwas+el\w*|\bestlem\w*|\btestelm\w*"
)
SOON = re.compile(
    r"\b(?:today|tonight|tomorrow|same[- ]day|next[- ](?:day|week|morning)|overnight|this (?:week|afternoon"
    r"|evening)|within (?:a|an|one) (?:day|week|hour)|in (?:a|an|one) (?:day|week|hour)|immediately"
    r"|instantly)\b"
    r"|\b(?:aujourd'hui|demain|ce soir|le jour meme|en 24 ?h|dans l'heure|immediatement|la semaine prochaine"
    r"|en une (?:heure|semaine)|en un jour)\b"
    r"|(?:^|\s)(?:اليوم|الليله|بكرا|بكره|غدا|بنفس اليوم|نفس اليوم|فورا|خلال (?:يوم|ساعه|اسبوع|نهار)"
    r"|بيوم واحد)(?=\W|$)|\b(?:bukra|boukra|bokra|lyom|elyom|el yom|l yom|lyoum|hal2?a2|nafs (?:el "
    r"|l )?(?:nhar|yom)|khilel (?:nhar|yom|se3a|jem3a))\b"
)
NOT_DELIVERING = re.compile(r"\b(?:call|contact|write|answer|confirm|reply)s?\b")

# --- what an amount is --------------------------------------------------------------------------------

TOTAL = re.compile(
    r"\b(?:sub)?-?totals?\b|\bsous-total\b|\baltogether\b|\bin all\b|\ben tout\b|\bau total\b"
    r"|\ball together\b|\boverall\b|\bgrand total\b|\bsum\b|\bsomme\b|مجموع\w*|المجموع\w*|اجمالي|الاجمالي"
    r"|الكلي|كلهن? سوا|بالكل|\bmajm?ou?3\w*|\bl kel\b|\bkello sawa\b"
)
FEE = re.compile(
    r"\bdelivery\b|\bdeliver\b|\bshipping\b|\bship\b|\blivraison\b|\blivre\b|\bfrais\b|توصيل\w*|التوصيل\w*"
    r"|للتوصيل|(?<!\w)(?:ال|و|وال)?شحن(?!\w)|\bt[ao]ws+[ie]l\w*|\bdelivry\b"
)
WAS_WORDS = _set(
    """
    was were used reduced dropped marked passe passee passait نازل نزل نزلت nezel nezil
    instead before originally regular regularly usually normally lieu avant etait valait kan kenet
    ken badal badel كان كانت بدل بدلا قبل عوض formerly list rather previously down d'avant"""
)
DISCOUNT_BEFORE = _set(
    """
    save saves saving savings discount discounts reduction remise rabais economisez economie خصم حسم توفير
    وفر بتوفر 7asem 7asm hasem khasem 5asem waffer btwaffer minus moins ناقص"""
)
DISCOUNT_AFTER = _set(
    """
    off discount reduction remise rabais moins less cheaper خصم حسم 7asem 7asm hasem khasem 5asem ارخص
    arkhas reduced saved توفير"""
)
BETWEEN = _set("from of de a ب : - is by est you up to with d' an a the في من la une un be le l les")
OVER = _set(
    """over above past passed exceeds exceed reach reaches reached hit hits atteint atteignez atteindre depasse
    depassez depassent starts start beyond commence فوق تجاوز تجاوزت وصل يوصل بيوصل fo2 faw2 fo2e aktar"""
)
UNLESS = re.compile(r"\b(?:unless|except|sauf|a moins|illa)\b|(?<!\w)الا(?!\w)")
UNDER = _set("under below less than moins sous اقل تحت دون ta7t a2all")
FROM_WORDS = re.compile(
    r"\bdepass\w*|\bexceed\w*|\bpassed\b|\breach\w*|\batte(?:int|ign)\w*|(?<!\w)[بي]*وصل\w*|\bonce\b|"
    r"\bfrom\b|\babove\b|\bover\b|\bmore than\b|\bminimum\b|\bat least\b|\bdes\b|\bpartir\b|\bplus de\b"
    r"|\bau-dela\b|ابتدا\w*|فوق|اكثر من|من \d|\bfo2\b|\bfaw2\b|\bmin \$?\d|\baktar\b|\bspend\b|\bfee\b"
    r"|\borders?\b"
)
SAME_PRICE = re.compile(
    r"\bsame (?:price|cost)s?\b|\bcosts? the same\b|\bcosts? as much as\b|\b(?:equally|identically) priced\b"
    r"|\bmemes? prix\b|\bcoute(?:nt)? (?:pareil|la meme chose|autant)\b|نفس (?:ال)?(?:سعر|ثمن|حق)\w*"
    r"|\bnafs (?:el |l |il )?(?:se3r|si3r|7a2)\w*"
)
CHEAPER_OR_DEARER = re.compile(
    r"(?P<less>\b(?:cheaper|less expensive) than\b|\bcosts? less than\b|\bmoins chere?s? que\b|\bcoute moins que\b"
    r"|ارخص من|\ba[r]5as men\b|\barkhas men\b)"
    r"|\b(?:more expensive|dearer|pricier) than\b|\bcosts? more than\b|\bplus chere?s? que\b|اغلي من|\bagh?la men\b"
)
SUMMED = re.compile(
    r"\b(?:your (?:order|cart|basket)|votre (?:commande|panier)|you(?:'d|'ll| will| would)? pay"
    r"|(?:come|amount)s? to|makes?|in total|altogether|with delivery|a payer|soit|font|fait|talabak"
    r"|btedfa3\w*|byetla3\w*)\b"
    r"|طلبك|طلبيتك|سلتك|بتدفع\w*|بيطلع\w*|بيصير المجموع|مع التوصيل"
)
"""Where an amount may be what the whole cart comes to, though a product is named."""
WITHIN = re.compile(
    r"(?:\b(?:under|below|within|less than|budget|moins de|sous|limit|ta7t|mizeniy\w*)|تحت|اقل من|ميزاني\w*|دون)"
    r"(?:\s*(?:of|de|your|the|votre|is|est|:|ال)){0,3}\W*$"
)
"""Before a limit that the customer named."""
CANNOT = re.compile(
    r"\b(?:can't|won't|cannot|can not|couldn't|unable|not possible|isn't possible|impossible|not able|afraid)\b"
    r"(?! (?:wait|go wrong|miss|beat))"
    r"|\bne (?:peux|peut|pouvons) pas\b|\bpas possible\b|لا (?:استطيع|يمكن\w*|نقدر)|ما (?:فيي|فينا|فيني|بقدر"
    r"|منقدر|بيصير)|\bma (?:fiye|fina|fini|ba2der|bse?er)\b|\bmish momken\b|غير ممكن|مش ممكن"
)

# --- names ------------------------------------------------------------------------------------------

SELLS = re.compile(
    r"\b(?:we|i|also|shop|store)(?:'ve| also| do| still| currently| can)* (?:have|got|sell|sells|stock|carry"
    r"|offer|recommend)\b|\bwe've got\b|\b(?:check out|try|get|buy|recommend|introducing|meet) (?:our|the"
    r"|a)\b"
    r"(?! (?:right|exact|correct|best|latest|same|answer|details|team|figure|total|price)\b)"
    r"|\bnous (?:avons|vendons|proposons)\b|\bon (?:vend|propose|a (?:aussi|le|la|les|un|une|des"
    r"|encore))\b|\bdecouvrez\b"
    r"|(?:^|\s)(?:عنا|عندنا|لدينا|نبيع|منبيع|في عنا|جرب|جربي|بنصحك|انصحك)(?=\s)|\b(?:3enna|3anna|3ena|3ana"
    r"|3andna|fi 3anna|fi 3enna|mnbi3|menbi3|jarreb)\b"
)
