"""Words that name no product and ask nothing by themselves, in four languages."""

from dragoman.catalogue.fold import words

_STOP = """
    a an the this that these those it its is are am was were be been do does did you your yours u ur r i
    me my we us our they them to of for in on at by with from about into and or but if so as not no t s m
    d ll re ve can could would will shall should may might must have has had want need like get give take
    make let know tell say ask see look please pls plz just also only really very too much many more some
    any all each every other another one ones thing things stuff something anything product item items
    what which who when where why how there here now today tomorrow then than bro dear sir madam miss
    hello hi hey good new big small nice best kind type types sell buy use looking find interested check
    person help question sorry maybe think both back yet still come comes again gift smthg smth sth keep
    better different difference friend son daughter wife husband mom dad two three piece pieces pcs price
    cost dollar dollars usd show okay ok yes le la les l un une des du de et ou mais donc est sont etes
    suis ai avez je j tu il elle nous vous ils mon ma mes votre vos notre ce cet cette ces c ca cela qui
    que qu quoi quel quelle quels quelles comment quand pourquoi pour avec sans dans sur en y ne pas plus
    tout tous svp stp plait peux pouvez puis veux voudrais cherche celui celle ببلاش بلاش btw n plzz plss
    wow waw omg دولار فيه فيها live lives year years old under yeha yehon yeh habite ans ساكن ساكنه سنه
    سنين عمره عمرها ياه ياها ياهن ياهم غير quelque chose savoir demander connaitre entre mieux meilleur
    produit article aussi monsieur madame bonjour au aux في من ب ل الى على عن مع هل ما ماذا شو ايش كيف متى
    امتى وين اين ليش لماذا هيدا هيدي هاد هاي هذا هذه هذي هدا هودي يا لو سمحت بليز عم هو هي هوي هيي انا انت
    انتو نحن بس او و ثم كل شي شيء واحد وحده كمان ايضا عند اذا ان اللي الي تبع تبعكم حبيبي اخي اسال اعرف
    بعرف شوف قلي خبرني الفرق بين استاذ حضرتك فيني فيكم فيكن ممكن رح بعد قبل كتير يعني منتج غرض لا ايه نعم
    لل fi fii fih el al w wa aw lal lel mesh mish mech ana enta inta enti ento shou shu sho chou shi chi
    kif keef wen wayn weyn hayda hayde haida hal bas bass yalla eza iza law sama7t samaht 3am ra7 rah bel
    bil b bi ya ktir kteer kamen kamein 3an 3ala ma3 men min mn mnen hek heik 3ammo 3amo habibi 7abibi hab
    ba3d ya3ne ya3ni kel kil wahad wa7ad we7de es2al as2al a3ref jib jeb bjib farek beyn fiye fina fike
    fini fine fikon fik 7ada hada ayya aya emta eymta hay hayy tab tabb ba2a walla wallah teh da iz wat
    wats whats thats im ive id dont cant wanna gonna hav hv abt thru lol together service services last
    lasts once twice guys fast quick quickly right man work works used using hope minimum yr yrs vs first second
    third others faites faire fait font faut peut avoir lui leur leurs sa ses ici trop tres encore deja
    toujours oui non chez alors comme ensemble choses besoin koi c'est four five six seven eight nine ten
    dozen couple deux trois quatre cinq sept huit neuf dix تنين تنتين اتنين اثنين تلاته تلات ثلاثه ثلاث
    اربعه اربع خمسه خمس سته سبعه تمنه عشره tnen tnein tnayn tnten tlete tleteh arb3a 5amse khamse sette
    sab3a tmene tes3a 3ashra الله والله يالله انشالله شاء خير بدو بدها بدنا يلي هون هونيك هلق لهلق قال صار
    سوا ولا يبلغ اود منتجين المنتجين غرضين خدمه الاول الاولى التاني الثاني التانيه الثانيه التالت بتبعتو
    تبعتو تبعتولي بتبعتولي ابعتو ابعت قطع قطعه حبه حبات سمحتي سمحتو
    خلص جهاز الجهاز قصدي 3a 3al btb3ato bteb3ato b3at lesh leh
    a7san ahsan afdal احسن افضل meilleure meilleurs best stronger اقوى a2wa use used week weeks
    soon bientot already always never often usually later early late hour hours heure heures minute minutes day days
    jour jours month months mois tient tiennent dure durent really maybe please quickly easily alone himself itself
    lahalo لحالو لحاله ساعه ساعات يوم ايام شهر اشهر bikaffe بيكفي تكفي enough nothing everything something anyone
    someone tmrw tomorrow yesterday bokra bukra بكرا مبارح mbere7 deghre available take taken bring brings exactly
    exactement vraiment juste seulement beaucoup plutot
    go goes connect connects connected fit fits run runs put marche fonctionne bteshteghel byeshteghel bisht8el
    بيشتغل بتشتغل compatible quoi going gets getting much عنده عندها together previous
    saw seen ad ads page post video reel story insta instagram facebook fb tiktok called dis hii heyy dear
    habibe hayete برأيك rayak raykon avis thought think guess yea ye ya3tikon maybe actually fille fils
    meme bon ben bah finalement donc enfin lets
    similar plz ekhde 5edne hal halla2 halla hal2 halla2 kamena awalan tayeb tab law samahto momkin mumkin
    awal tene premier deuxieme autre khedme sar sarle sarla sarlo allah nshallah inshallah hala2"""

STOP_WORDS: frozenset[str] = frozenset(words(_STOP))
"""Words that name no product and ask nothing by themselves."""

_BEARERS = {
    ("ه", "و", "ها", "هن", "ن", "هم"): words("وين كيف من عن في مع عند كل تبع بعد ان"),
    ("o", "ou", "a", "on"): words("menn minn 3ann kif wayn wen weyn el ma3 kell taba3 fiy"),
}

OF_IT: frozenset[str] = frozenset(
    {stem + ending for endings, stems in _BEARERS.items() for stem in stems for ending in endings}
    | set(words("منا fih fiha"))
)
"""Such words with "it" or "them" written onto them, as in كيفو ("how is it") or منها ("of it")."""

ORDINARY: frozenset[str] = frozenset(
    words(
        """
        model models modern modem writing turned leading leaving leasing layer layers shapes shares root roots
        case cases water later older solide solides sara tamara mansour fares jamil tawil raja masri
        trace traces tracing trick wanting owned socks brown white fridge responsible manage
        managed"""
    )
)
"""Words that happen to be a slip away from a cue and mean themselves: "writing" is not "waiting"."""

BREAKS: frozenset[str] = frozenset({"and", "n", "et", "و", "w", "plus", "kamen", "wel", "wl", "wal"})
"""Words that start a new clause: "the kit and the pen"."""

GENERIC: frozenset[str] = frozenset(
    words(
        """
        doll dolls toy toys machine machines device devices appareil appareils gadget gadgets complet complete full
        set pack original small little big petit petite grand grande mini صغير صغيره كبير كبيره zghir zghire kbir
        kbire version electric electronic جهاز مكنه makana original brand famous plastic black white red blue
        pink green box boite علبه 3elbe piece pieces قطعه"""
    )
)
"""Words that may stand beside a product's name without making it another thing."""

PREPOSITIONS: frozenset[str] = frozenset(
    words(
        "with for to in on of from at avec pour dans sur chez مع ل في على من عن ma3 la lal 3al 3a b bi bel men"
    )
)
"""Words after which something is said of a product, or something else is named."""
