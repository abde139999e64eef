"""Cues of questions about the shop and its rules. How they are written is said in ``cues``."""

SHOP: dict[str, str] = {
    "about": """
        is this a scam | not a scam | is it a scam | مش نصب | can i trust you | can i trust
        are you legit | legit | trusted | confiance | who are you | about you | about your shop
        about your company | what is this | what is your shop | what is this shop | qui etes vous
        c est quoi votre boutique | من انتم | مين انتو | مين انتم | شو هيدا المحل | min ento | meen ento
        is this page legit | is this legit | this page legit | are you trusted | trustworthy | real shop
        a real shop | fake page | arnaque ou pas | fiable | etes vous fiable | vous etes qui
        c est quoi astrosouks | شو هيدي الصفحه | موثوقين | موثوق | mawsou2in | mawsou2
        what is your store | what do you do | about your store | about the shop""",
    "delivery": """
        when do i get | when will i get | get it today | get it tomorrow | yosal | la yosal | yosalne
        يصل | يصلني | تصل | توصلولي | بتوصلولي | arrive | arrives | until i get it | till i get it
        to get it | reach me | reaches me | delivery | deliver | delivered | delivering | shipping
        ship | shipment | delivery fee | delivery cost | courier | when will it arrive
        when will i get it | when will i receive it | how fast do i get it | how long until it arrives
        how long does delivery take | livraison | livrez | livrer | livre | frais de livraison
        expedition | delai | توصيل | توصلو | توصلوا | بتوصلو | بتوصلوا | وصلو | شحن | تشحن | بتشحنو
        دليفري | ديليفري | التوصيل | بيوصل | بيوصلني | توصلي | اجرة التوصيل | tawsil | tawsel | tawsile
        tawsili | tawseel | btwaslo | btwasslo | betwaslo | bitwaslo | bitwasslo | twaslo | btewsal
        byousal | byewsal | byousalne | tousal | delivri | shi7en | sha7en | same day | today delivery
        deliver today | delivery today | delivered today | tomorrow delivery | before friday | by friday
        by tomorrow | need it before | need it by | need it tomorrow | reach tripoli
        how many days till | days till i get | how soon can i | livraison rapide | frais livraison
        livrer chez | توصل~ | بتبعتو | بتبعتوا | تبعتو | اجار التوصيل | اجرة الدليفري | btb3ato
        btba3to | teb3ato | deliv | delevry | delivry | delivrey | l tawsil | twasil | btwasel
        btwaslo la | bteb3ato | twaslouwa | ship it | kam yom la yousal | kam yom byekhod | arrive today
        today if i order | بتوصلو اليوم | btwaslo lyom | btwaslo l yom | can it arrive | urgently
        urgent | urgence | need it for | ضروري | مستعجل | مستعجله | darouri | mesta3jel | for friday
        for tomorrow | mashmoul l delivery | delivery included | livraison comprise | livraison incluse""",
    "delivery?": """
        how long | how many days | how long does it take | combien de temps | combien de jours | كم يوم
        كم ساعه | بكم يوم | b kam yom | bi kam yom | قديش بتاخد | قديش بياخد وقت | كم من الوقت
        adde byakhod wa2et | byekhod wa2t | byekhod wa2et | byakhod wa2t | بياخد وقت | بتاخد وقت
        addesh bta5od wa2t | kam yom | kam yawm | 2adde wa2et | 2addesh wa2t""",
    "abroad": """
        abroad | international | internationally | worldwide | outside lebanon | overseas
        another country | outside the country | a l etranger | etranger | hors du liban | برا لبنان | لبرا
        خارج لبنان | برات لبنان | للخارج | barra lebnen | barrat lebnen | la barra | to my country
        hors liban | autre pays | بتبعتو لبرا | barrat l balad | برات البلد | برا البلد""",
    "payment": """
        pay when it arrives | pay on arrival | pay on delivery | do you accept | you accept
        vous acceptez | acceptez vous | la carte | gift card | gift cards | ليره | بالليره | باللبناني
        بالدولار | bel lira | bel dollar | lbp | lira | بتقبلو | بتقبلوا | payment | payments | pay
        how to pay | cash on delivery | cod | cash | credit card | debit card | by card | with card
        visa | mastercard | whish | wish money | omt | bank transfer | wire transfer | paypal | crypto
        usdt | installments | payer | paiement | payement | especes | carte bancaire | carte de credit
        par carte | virement | a la livraison | دفع | الدفع | ادفع | بدفع | كاش | بطاقه
        الدفع عند الاستلام | فيزا | ويش | تحويل | تقسيط | daf3 | dafe3 | l daf3 | edfa3 | bedfa3 | bdfa3
        btedfa3 | kesh | how can i pay | how do i pay | kif fiye edfa3 | kif edfa3 | kif l daf3
        كيف بدفع | كيف الدفع | طرق الدفع | moyens de paiement | comment payer | comment je paie
        cash 3end l estilem | 3end l estilem | daf3 3end l estilem | عند الاستلام | money transfer
        online payment | pay online | apple pay | western union | fresh dollar | fresh dollars
        bob finance | suyool | juice wallet | whish money | take whish | بدي ادفع | ادفعلكن
        كيف بدي ادفع | bade edfa3 | kif bade edfa3 | bedna nedfa3""",
    "returns": """
        get my money | want my money | return | returns | return policy | refund | refunds | refundable
        exchange | money back | send it back | give it back | retour | retours | retourner | rembourse
        rembourser | remboursement | echange | echanger | ترجيع | ارجع~ | رجع~ | برجع~ | ارجاع | استرجاع
        تبديل | بدل~ | ببدل~ | استبدال~ | رد الغرض | رد البضاعه | رد المنتج | raj3~ | raje3 | rajje3
        rajj3~ | raja3 | baddel | baddl~ | baddel~ | tabdil | tarji3 | esterja3 | get my money back
        give me my money | take it back | don t like it | dont like it | didn t like it | don t like
        if it didn t work | if it doesn t fit | si ca ne me plait pas | me plait pas | ne me plait pas
        ما عجبني | ما حبيتو | اذا ما عجبني | ما زبط | eza ma 3ajabne | ma 3ajabne | eza ma zabat
        ma 7abbayto | baddil l 8arad | baddel l 8arad | rajje3 l 8arad | rajj3o | فيي بدل | فيني بدل
        echangeable | l echanger""",
    "warranty": """
        warranty | warranties | guarantee | guaranteed | garantie | garanti | كفاله | الكفاله | مكفول
        ضمان | الضمان | kafele | kafeli | kafale | kfele | makfoul | daman | damen | كفالت~ | تضمن
        بتضمن | بتضمنو | بتضمنولي | ضمانه | guarantees | any guarantee | garanti combien | c est garanti
        3leh kafele | 3leya kafele | fi kafele | عليه كفاله | عليها كفاله | في كفاله | sav | مضمون
        مضمونه | مضمونين | madmoun | madmounin | garantis | garanties | are they guaranteed | kafele shi""",
    "hours": """
        opening hours | open | opened | closed | closing time | opening time | working hours
        business hours | your hours | hours | what time do you open | what time do you close | schedule
        horaires | horaire | ouvert | ouverts | ouvrez | bteshteghlo | btishtighlo | بتشتغلو | ferme
        fermez | heures d ouverture | a quelle heure | دوام | الدوام | دوامكم | ساعات العمل
        ساعات الدوام | فاتح | فاتحين | بتفتحو | بتفتحوا | بتسكرو | تفتحون | مسكرين | fet7in | fat7in
        fetehin | btefta7o | bteft7o | btefte7o | bit2afflo | btsakro | dawem | dawam | msakrin
        open today | open now | are you open | open on | open sunday | till what time | until what time
        what time are you | what time can i come | working days | working time | work hours | you work
        jours d ouverture | vous etes ouverts | ouverts le | jusqu a quelle heure | لاي ساعه | اي ساعه
        ايمتى بتفتحو | ايمتى بتسكرو | الاحد فاتحين | بتفتحو الاحد | ساعات | دوامكن | اوقات | اوقات العمل
        اوقات الدوام | aymta bteft7o | emta bteft7o | aymta btsakro | la ayya se3a | la aya se3a
        ayya se3a | dawemkon | dawemkoun | dawamkon | shou dawemkon | fet7in l yom | fet7in halla2
        msakkrin | bteshteghlo l 2a7ad | wa2et l dawem | باي ساعه | بأي ساعة | bi ayya se3a
        b ayya se3a | a quelle heure fermez | do you close | are you closed | closed on | bitsakro
        until when are you | you close | close at | closing at | close today | closing | on weekends
        weekends | weekend | le week end""",
    "contact": """
        whatsapp | واتساب | واتس اب | phone number | your number | whatsapp number | number i can call
        number to call | votre numero | numero de telephone | رقمكم | رقمكن | رقم تلفون | رقم التلفون
        ra2mkon | ra2m l telephone | instagram page | your instagram | have instagram | have facebook
        website | your website | site web | موقعكم الالكتروني | number to call you | your phone
        phone to call | call you | can i call you | numero | votre telephone | رقم | رقم الهاتف
        رقم المحل | ra2em | ra2m | ra2mak | web site | a website | insta | instagram | facebook | tiktok
        votre site | فيسبوك | انستغرام | انستا | ايميل | your email | email address | your e mail
        e mail address""",
    "location": """
        بلاقيكن | بلاقيكم | لاقيكن | لاقيكم | le2ikon | bla2ikon | where are u | where r you
        where u at | where are you | where are you located | where r u | where is your
        where s your shop | where can i find you | your address | your location | location | located
        address | showroom | branch | branches | physical store | physical shop | do you have a store
        do you have a shop | do you have a branch | visit you | your shop | your store | come to your
        ou etes vous | ou etes vous situes | ou se trouve | ou est votre | vous etes ou | adresse
        magasin | boutique | situes | وينكم | وينكن | وين انتو | وين المحل | وين محلكم | وين محلكن
        وين صرتو | اين انتم | اين المحل | اين يقع | اين موقعكم | عنوان | عنوانكم | العنوان | موقع
        موقعكم | الموقع | فرع | فروع | لوكيشن | محل | wenkon | waynkon | weynkon | wen l ma7al
        wayn l ma7al | wen ma7alkon | wayn ma7alkon | wen mahalkon | wen ento | wayn ento
        wen mawjoudin | wen mawjoudeen | 3enwen | 3inwen | 3enwenkon | ma7al | ma7alkon | lokation
        send location | send your location | share location | ur location | exact location
        exact address | google maps | maps | map | pick it up | pick up | pickup | pick it up myself
        come pick | come and pick | pass by | come get it | come take it | come to you | collect it
        in person | try it in store | recuperer | venir chercher | passer prendre | retirer en magasin
        point de retrait | اجي اخدو | اجي اخد | بجي باخد | مر اخدو | استلم من المحل | استلم من عندكن
        من عندكن | ابعتولي لوكيشن | ابعتلي لوكيشن | اللوكيشن | عندكن محل | عندكم محل | عندكن فرع
        eje e5do | eje ekhdo | eje ekhod | mor2 e5do | b3atoule location | b3atle location
        b3at location | l location | 3andkon ma7al | 3andkon far3 | wen l ma7all | your showroom
        situe ou | vous trouver | etes vous situe | are you in | you in | based in | you guys in
        vous etes a | vous etes dans | انتو بـ | انتو ب | وين بالضبط | بالضبط وين | انتو وين
        انتو من وين | wen bel zabet | bel zabet | ento wen | wen fiye shoufkon | shoufkon | wen fiye eje
        نمرق لعندكن | امرق لعندكن | لعندكن | la 3andkon | 2emro2 la 3andkon | emro2 la 3andkon
        what area | which area are you | have a shop | have a store | try it in | a shop where
        showroom where | can i try it | try before | essayer | essayer avant | avant d acheter | jarreb
        اجي جرب | جرب قبل | جربو قبل | جربا قبل | فيي جرب | فيي جربو | بقدر جرب | بقدر جربو | فيني جربو
        visit your showroom""",
    "usage": """
        how do i use | how to use | how do you use | how should i use | how can i use | how is it used
        how does it work | instructions for use | any instructions | how to apply | how do i apply
        how many sessions | combien de seances | كم جلسه | kam jalse | eat after | drink after
        can i eat | can i drink | manger apres | boire apres | اكل بعد~ | اشرب بعد~ | ekol ba3d~
        eshrab ba3d~ | with instructions | come with instructions | the instructions | how often
        how many times | directions | manual | comment utiliser | comment l utiliser
        comment on utilise | comment ca marche | comment ca fonctionne | mode d emploi | utilisation
        استعمل~ | بستعمل~ | فيي استعمل | كيف استعمل | كيف بستعمل | كيف بستعملو | كيف استخدم
        كيف استخدمه | كيف بيشتغل | كيف يعمل | كيف بتشتغل | كيف بيستعمل | طريقة الاستعمال
        طريقة الاستخدام | استعمال | استخدام | كم مره | bista3ml~ | besta3ml~ | kif bista3mlo
        kif besta3mlo | kif bista3mel | kif besta3mel | kif esta3mlo | kif esta3mel | kif byeshteghel
        kif byechteghel | kif btesht8el | kif bisht8el | tari2et l iste3mel | kam marra | times a week
        times per week | per week | a day | times a day | before using | before i use | after using it
        after use | fois par semaine | fois par jour | combien de fois | dois je | how many minutes
        how much time do i | how long should i | how long do i keep | combien de minutes | كم دقيقه
        kam d2i2a | can i smoke | drink coffee | boire du cafe | je peux boire | je peux manger
        puis je manger | puis je boire | فيي اشرب | فيي اكل | فيني اشرب | فيني اكل | اشرب قهوه
        fiye eshrab | fiye ekol | eshrab ahwe | eshrab 2ahwe | كم مره بالاسبوع | كم مره باليوم
        kam marra bel jem3a | kam marra bel nhar | how should it be used | steps | les etapes | خطوات
        need to brush | brush before | kif betsta3mlo | kif byesta3mlo | kif besta3ml~ | kif bista3ml~
        كيف بتستعمل | كيف بتستخدم | appliquer | comment l appliquer | how is it applied | apply it
        put it on | how do you apply | rinse | kif bhotto | kif b7otto | كيف بحطو | كيف بينحط
        how much time should i | should i keep | keep it on | keep the gel | how many hours should""",
    "safety": """
        breastfeeding | breast feeding | allaite | allaitement | برضع | مرضعه | الرضاعه | berda3
        is bleeding | are bleeding | bleeding gums | gums bleed | saigne | saignent | بينزف | بتنزف
        نزيف | byenzof | on crowns | have crowns | with crowns | dental crown | veneers | dental bridge
        couronne | couronnes | facettes | جسر | تلبيسه | تلبيسات | تاج | تقويم | wajaa3 | waja3
        wej3ouni | suitable | suitable for | convient | مناسب | بيناسب | mnesib | يوجعني | يوجعوني
        توجعني | بيوجعني | safe | safety | unsafe | sensitive | sensitivity | side effect | side effects
        harmful | harm | dangerous | pregnant | pregnancy | hurt | hurts | pain | painful | allergy
        allergic | enamel | gums | cavities | braces | dentist | how old | can a child use
        can children use | minimum age | under 16 | sans danger | sensible | sensibles | sensibilite
        effets secondaires | dangereux | nocif | enceinte | mal aux dents | fait mal | allergie | امن
        آمن | امان | حساسيه | حساسه | حساس | اثار جانبيه | مضر | بيضر | بضر | خطر | انا حامل | للحامل
        الحمل | وجع | بيوجع | بتوجع | مينا | لثه | 2amen | amen | bidor | bydor | moder | 7asesiye
        7asasiye | hasesiye | hassasiye | 7assese | bewaja3 | byewja3 | byouja3 | ana 7amel | damage
        damages | abimer | abime les | ruin | cause | irritation | burn my | swallow | avaler | بلعو
        hamil | ana hamel | ana 7emel | 7emel | 7amel | حامل | bewja3 | byejra7 | byenfa3 la 7amel
        for pregnant | femme enceinte | femmes enceintes | femme est enceinte | suis enceinte
        sois enceinte | etre enceinte | est on enceinte | elle est enceinte | etes enceinte
        tombee enceinte | soeur est enceinte | epouse est enceinte | maman enceinte | grossesse
        allaitante | diabetes | diabetic | سكري | sekkare | for children
        for kids to use | pour enfants | 7asesin | 7assasin | 7asase | snene 7asesin | bit2asser | بتأثر
        بيأثر | byet2athar | byetdarar | tdurr | good for sensitive | filling | fillings | implant
        implants | root canal | cavity | retainer | dental work | plombage | implant dentaire
        appareil dentaire | bagues | حشوه | زرع | زراعه | ta2wim | ta2weem | ta2wem | 7ashwe
        douloureux | douleur | ca fait mal | fait il mal | يؤلم | بيألم | bi2allem | burning | bad for
        harm my | abime l email | ca abime | abime les dents | abime mes dents | l email
        email des dents | mon email | emaille | fake teeth | false teeth | dentures | dentier | prothese
        talbise | talbiset | عيره | سنان عيره | طقم سنان | a bridge | have a bridge""",
    "results": """
        ca marche sur | ca marche pour | ca marche avec | be white | teeth white | marche vraiment
        vraiment efficace | result | results | how soon | see a change | see a difference | see results
        does it really work | really work | does it work | is it effective | effective
        before and after | how white | last long | how long does it last | how long do results last
        resultat | resultats | efficace | avant apres | ca marche vraiment | est ce que ca marche
        نتيجه | النتيجه | نتائج | فعال | بتبين | بيبين | متى النتيجه | عن جد بيشتغل | فعلا بيشتغل
        natije | natijeh | l natije | nati2ij | natayej | 3anjad byeshteghel | fa33al | get white
        become white | get whiter | permanent | permanently | lasting | how white will | how fast are
        how long before i see | when do you see | quand est ce qu on voit | on voit le resultat
        voit le resultat | au bout de combien | combien de temps pour | تبين النتيجه | بتبين النتيجه
        قديش بدو وقت | كم يوم لتبين | بعد كم يوم | tbayyin l natije | tbayen l natije | btbayen
        bado wa2et | adde bado wa2et | shou l natije | mafhoulo | byenfa3 | بينفع | عن جد بينفع
        does it whiten | effet visible | un effet | voir un effet | effet | see an effect | visible
        no difference | see no difference | no change | no results | didn t see | aucune difference
        pas de difference | ما بين شي | ma bayyan shi | ma sheft farek""",
    "authenticity": """
        original | authentic | genuine | real one | replica | counterfeit | is it real | contrefacon
        authentique | اصلي | اصليه | تقليد | اورجينال | asle | asli | asliye | te2lid | ta2lid | asleh
        asliyeh | copy | or copy | first copy | copie | fda | fda approved | certified | certificate
        licensed | certifie | certification | شهاده | مرخص | aslye | l montaj asle | brand new
        high copy | is it genuine | نسخه | كوبي | fake product | a fake | fakes""",
    "storage": """
        how long does it keep | shelf life | expire | expires | expiry | expiration | best before
        store it | storage | date d expiration | peremption | combien de temps se conserve | conserver
        صلاحيه | الصلاحيه | بتنتهي | تاريخ الانتهاء | sala7iye | sle7iye | bisir ma | se conserve
        conserve combien | ca se conserve | keeps for""",
}
