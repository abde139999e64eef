"""What things are called: other words for what shops write in English, and the names of places.

A seed, not a dictionary: a shop's own ``aliases`` come first, this only saves writing the obvious ones.
"""

from dragoman.catalogue.fold import words

_CONCEPTS = """
    pen = stylo | crayon | قلم | اقلام | alam | 2alam | 2lam | aalam
    kit = كيت | طقم | مجموعه | trousse | coffret | kitt | ta2em
    whitening = whiten | whitener | bleaching | blanchiment | blanchissant | blanchir | تبييض | تبيض | مبيض
        يبيض
        بيبيض
        tabyid | tabyeed | tebyid | ybayyed | ybayed | bibayyed
    teeth = tooth | dents | dent | dentaire | اسنان | سنان | snen | asnen | esnen
    purple = violet | violette | mauve | بنفسجي | موف | ليلكي | banafsaji | mov
    corrector = correcteur | مصحح | كوركتور | serum | سيروم | سيرم
    yellow = jaune | jaunes | اصفر | صفر | صفرا | asfar | safra
    staining = stain | stains | tache | taches | بقع | بقعه | bo2a3
    jewellery = jewelry | jewelery | bijoux | bijou | مجوهرات | dahab | mjawharat
    light = led | lumiere | ضو | ضوء | daw
    speaker = haut parleur | enceinte | enceintes | baffle | سبيكر | سماعه | مكبر صوت | sme3a | samme3a
    bluetooth = بلوتوث | بلوتوس
    power bank = powerbank | batterie externe | باور بانك | باوربانك | power banke | شاحن متنقل
    projector = projecteur | بروجكتر | بروجكتور | جهاز عرض
    charger = chargeur | شاحن | شارج | cha7en | shahen | shahin | sha7en tilifon | chahen
    car = voiture | auto | سياره | سيارات | للسياره | sayara | siyara | siyyara | sayyara
    phone = tel |  telephone | mobile | تلفون | تليفون | موبايل | هاتف | جوال | telephon | talifon
    holder = hold | holds | يمسك | بيمسك | ymsek | bymsek | support | porte | حامل | ستاند | stand
    mirror = miroir | مرايه | مراه | مرآة | mreye | mraye
    vacuum cleaner = aspirateur | hoover | مكنسه | مكنسه كهربائيه | مكنسة كهربا | mekense | maknse
    vacuum = aspirateur
    air cooler fan = climatiseur | rafraichisseur | مكيف | مبرد هواء | mkayef | mukayyef
    cooler = cool | cooling | cools | rafraichir | refroidir | يبرد | بيبرد | يبردني | برد | تبريد | ybarrid
        ybarridne | bybarred | ybarredne
    fan = ventilateur | مروحه | مراوح | marwa7a | marwaha
    neck fan = ventilateur de cou | ventilateur cou | مروحه رقبه | مروحة الرقبه | marwa7et ra2be
    neck = cou | رقبه | ra2be | ra2bi
    heater = مدفاه | مدفأة | مدفئه | chauffe | chauffage | chauffant | دفايه | سخان | daffeye | defeye
    mop = serpilliere | balai | ممسحه | mamsa7a | mamsaha
    washing machine = lave linge | machine a laver | غساله | ghassele | ghassale
    tape = scotch | ruban | لزقه | شريط لاصق | تيب | tep | lazza2
    fly trap = piege a mouches | مصيده ذباب | مصيدة الذباب | صياد الذباب | masyadet debben
    lamp = lampe | lampadaire | لمبه | مصباح | lamba | torch
    camping = تخييم | كامبينغ
    juicer = presse agrumes | extracteur de jus | عصاره | عصاره فواكه | 3assara | 3asara
    crepe = crepes | كريب | krep
    sealer = soude sac | آلة لحام | لحام اكياس
    bag = sac | sachet | sachets | كيس | اكياس
    whisk = fouet | خفاقه | khaffa2a
    frother = mousseur | رغوه | رغوة
    ice = glace | glacons | ثلج | talj | talej
    curler = boucleur | fer a boucler | كيرلي | لفافه | مجعد | فير
    hair curler = boucleur cheveux | لفافة شعر
    hair dryer = seche cheveux | مجفف شعر | مجفف الشعر | سشوار | sechwar | seshwar
    hair = cheveux | شعر | cha3r | sha3er | sha3r
    hair removal = epilateur | epilation | ازاله الشعر | ازاله شعر | ezelet sha3er
    hair straightener = lisseur | مكواه شعر | ملس
    brush = brosse | فرشايه | فرشاه | ferchaye | fershaye
    tooth brush = brosse a dents | فرشاه اسنان | فرشايه سنان | فرشاة الاسنان | fershet snen
    water flosser = jet dentaire | خيط مائي
    scale = balance | pese personne | ميزان | mizen | mizan
    body = corps | جسم | jesem
    drone = درون | طياره | طياره درون | tiyara | tayyara
    toy = jouet | jouets | لعبه | le3be | la3be
    balloons = ballons | بالونات | بالون | نفيخات | balouna
    duck = canard | بطه | batta
    cards = cartes | بطاقات
    board = tableau | لوح | lo7 | law7
    plate = assiette | صحن | صحون | s7oun | so7oun | sa7en | sahen
    blower = souffleur | منفاخ | نفاخ | menfakh
    grinding machine = meuleuse | جلخ | صاروخ جلخ
    door bell = doorbell | sonnette | جرس | جرس الباب | jaras
    glasses = lunettes | نظارات | نظاره | عوينات | 3waynet | 3wayneit
    headset = ecouteurs | casque | هيدسيت | سماعات
    trap = piege | مصيده
    remote = telecommande | ريموت
    electric = electrique | كهربائي | كهربائيه | kahraba2i
    wireless = sans fil | لاسلكي | wayrles
    portable = محمول
    cordless = sans fil
    mini = petit | petite | petits | small | صغير | zghir | z8ir
    black head = blackhead | blackheads | point noir | points noirs | رووس سوداء | زيوان | zeiwan
    makeup = maquillage | ماكياج | مكياج | makyaj
    clothesline = etendoir | سيخ غسيل | منشر | منشر غسيل | manshar
    foam = mousse | رغوه
    cleaner = clean | cleaning | nettoyer | نضف | تنظيف | nettoyant | nettoyeur | منظف | mnazzef
"""

_CATEGORIES = """
    tech = technology | electronics | electronic | gadgets | gadget | electronique | technologie
        الكترونيات | تكنولوجيا | تك | elektronik
    car = cars | auto | automotive | voiture | voitures | سياره | سيارات | للسياره | sayara | siyara
        sayyara
    home = house | household | maison | بيت | منزل | منزليه | للبيت | beit | bet | manzel
    kitchen = cooking | cuisine | مطبخ | للمطبخ | matbakh | matba5
    beauty = cosmetics | skincare | beaute | cosmetiques | تجميل | جمال | jamel | tajmil
    wellness = health | sante | bien etre | صحه | عافيه | so77a | sa7a
    kids = kid | girl | girls | boy | boys | بنت | بنات | صبي | صبيان | طفل | بيبي | children | child | toys
        toy | baby | enfants | enfant | jouets | jouet | اطفال | اولاد
        ولاد | العاب | لعب | للاولاد | wled | awled | le3be | la3be | le3eb | لعبه | al3ab | le3ab
    tools = tool | outils | outil | bricolage | عده | ادوات | عدة | 3edde | 3idde
    outdoor = camping | outside | exterieur | plein air | رحلات | تخييم | kamping
"""

_GOODS = """
    tech = laptop | laptops | computer | computers | pc | ordinateur | tablet | ipad | iphone | iphones
        samsung
        smartphone | airpods | airpod | earbuds | earphones | headphones | ps5 | ps4 | playstation
        xbox | console
        camera | cameras | tv | television | smartwatch | watch | router | printer | keyboard | mouse
        usb | cable
        cables | لابتوب | كمبيوتر | ايفون | ايباد | سامسونغ | ايربودز | سماعات | تلفزيون | كاميرا | ساعه
        بلايستيشن | kamira | telfezyon | laptoub
    beauty = perfume | perfumes | parfum | parfums | cologne | makeup | lipstick | mascara | shampoo
        cream | creams
        creme | soap | sunscreen | nail | nails | iron | straightener | عطر | عطور | بارفان | ميك اب | حمره
        شامبو | كريم | صابون | مكوايه شعر | 3oter | 3otour | 3utur | barfan | shambo | kreem
    home = shoes | shoe | clothes | dress | furniture | sofa | chair | chairs | table | bed | mattress
        curtain | curtains | carpet | pillow | iron
        towel | fridge | oven | fer a repasser | كنبايه | كرسي | طاوله | تخت | فرشه | ستاره | سجاده
        مخده | مكوايه
        برداي | kanabeye | kerse | tawle | takhet | mikweye | mekwaye | barday
    kitchen = machine a cafe | machines a cafe | cafetiere | pot | pots | pan | pans | knife | knives
        blender | mixer | kettle | toaster | microwave | airfryer
        fryer | coffee machine | cup | cups | cooker | طنجره | سكين | خلاط | غلايه | ميكروويف | قلايه
        tanjara
        sekkin | khallat | mixeur | bouilloire
    kids = doll | dolls | lego | puzzle | bike | scooter | stroller | playdough | poupee | velo
        لعبه عروس | باربي
        بسكليت | barbie | besklet
    car = tire | tires | tyre | tyres | seat cover | dashcam | dash cam | عجل | دولاب | dolab
    tools = drill | hammer | screwdriver | saw | ladder | perceuse | marteau | دريل | شاكوش | مفك | سلم
        drel
    wellness = massage | massager | massage gun | treadmill | dumbbell | yoga | vitamins | protein
        مساج | فيتامين
        بروتين | masaj
    outdoor = tent | grill | bbq | barbecue | cooler box | خيمه | منقل | khayme | man2al
"""

_PLACES = """
    lebanon = lebanon | liban | لبنان | lebnen | libnen | loubnan | lubnan | beirut | beyrouth | بيروت
        beirout | bayrout | tripoli | trablos | trablous | طرابلس | saida | sidon | صيدا | sayda
        tyre | sour | صور المدينه | jounieh | jounie | جونيه | zahle | zahleh | زحله | baalbek
        baalbak | بعلبك | nabatieh | nabatiye | النبطيه | byblos | jbeil | jbail | جبيل | akkar
        عكار | 3akkar | halba | حلبا | batroun | البترون | baabda | بعبدا | aley | عاليه | 3aley
        chouf | shouf | الشوف | beqaa | bekaa | البقاع | be2a3 | b2a3 | metn | المتن | keserwan
        kesrouan | كسروان | zgharta | زغرتا | koura | الكوره | hermel | الهرمل | jezzine | جزين
        bint jbeil | بنت جبيل | dahye | dahieh | الضاحيه | hamra | الحمرا | achrafieh | ashrafieh
        الاشرفيه | antelias | dora | hazmieh | south lebanon | janoub | الجنوب | الشمال | chmel
    uae = uae | emirates | emirats | dubai | dubay | dubaï | abu dhabi | sharjah | الامارات | دبي | ابو ظبي
        الشارقه | imarat | emarat | emarets
    saudi = saudi | saudi arabia | ksa | riyadh | jeddah | dammam | السعوديه | الرياض | جده
        arabie saoudite | riyad
    qatar = qatar | doha | قطر | الدوحه
    kuwait = kuwait | koweit | الكويت
    bahrain = bahrain | bahrein | البحرين
    oman = oman | muscat | عمان مسقط | سلطنه عمان
    jordan = jordan | jordanie | amman | الاردن | ordon
    syria = syria | syrie | سوريا | damascus | دمشق | الشام | souria
    iraq = iraq | irak | baghdad | العراق | بغداد | erbil | اربيل
    egypt = egypt | egypte | cairo | مصر | القاهره | masr
    turkey = turkey | turkiye | turquie | istanbul | تركيا | اسطنبول
    cyprus = cyprus | chypre | قبرص
    france = france | paris | فرنسا | باريس | fransa
    germany = germany | allemagne | berlin | المانيا | almanya
    usa = usa | america | united states | etats unis | اميركا | امريكا | new york | amerka
    canada = canada | montreal | كندا
    australia = australia | australie | sydney | استراليا
    uk = uk | england | london | angleterre | londres | بريطانيا | لندن
    italy = italy | italie | italia | ايطاليا
    spain = spain | espagne | اسبانيا
    sweden = sweden | suede | السويد
    switzerland = switzerland | suisse | سويسرا
    belgium = belgium | belgique | بلجيكا
    netherlands = netherlands | holland | pays bas | هولندا
    brazil = brazil | bresil | البرازيل
    palestine = palestine | فلسطين
    yemen = yemen | اليمن
    libya = libya | libye | ليبيا
    morocco = morocco | maroc | المغرب
    algeria = algeria | algerie | الجزائر
    tunisia = tunisia | tunisie | تونس
    africa = africa | afrique | nigeria | ivory coast | cote d ivoire | افريقيا
    europe = europe | اوروبا | europa
"""

Phrase = tuple[str, ...]


def _table(block: str) -> dict[Phrase, Phrase]:
    """Reads ``name = word | word`` lines (a line without ``=`` continues the one above): word -> name."""
    table: dict[Phrase, Phrase] = {}
    name: Phrase = ()
    for line in block.strip().splitlines():
        head, equals, tail = line.partition("=")
        if equals:
            name = words(head)
        for other in (tail if equals else head).split("|"):
            if folded := words(other):
                table.setdefault(folded, name)
    return table


CONCEPTS: dict[Phrase, Phrase] = _table(_CONCEPTS)
"""A customer's word or phrase -> what shops call it in English."""

CATEGORIES: dict[Phrase, Phrase] = _table(_CATEGORIES)
"""A customer's word -> the category it asks for."""

PLACES: dict[Phrase, str] = {phrase: name[0] for phrase, name in _table(_PLACES).items()}
"""A town or country -> its country, as one folded English word."""

GOODS: dict[Phrase, str] = {phrase: name[0] for phrase, name in _table(_GOODS).items()}
"""A thing that a shop may not sell -> the category in which the nearest to it would stand."""

BOTH = frozenset(
    words("both تنيناتن تنينتن التنين الاثنين الثنتين التنتين كلاهما كليهما")
    + words("tnayneton tnaynetoun tneineton tnaynehon")
)
"""Two things that were spoken of, and not a number: "deux" and "tnen" may be how many."""
