"""Cues of questions about the shop and its rules. How they are written is said in ``cues``."""

SHOP: dict[str, str] = {
    "about": """
        is this a scam | not a scam | is it a scam | مش نصب | can i trust you | can i trust
        are you legit | legit | trusted | confiance | who are you | about you | about your shop
        about your company | what is this | what is your shop | what is this shop | qui etes vous
        c est quoi votre boutique | من انتم | مين انتو | مين انتم | شو هيدا المحل | min ento | meen ento""",
    "delivery": """
        when do i get | when will i get | get it today | get it tomorrow | yosal | la yosal | yosalne
        يصل | يصلني | تصل | توصلولي | بتوصلولي | arrive | arrives | until i get it | till i get it
        to get it | reach me | reaches me | delivery | deliver | delivered | delivering | shipping | ship
        shipment | delivery fee | delivery cost | courier | when will it arrive | when will i get it
        when will i receive it | how fast do i get it | how long until it arrives
        how long does delivery take | livraison | livrez | livrer | livre | frais de livraison
        expedition | delai | توصيل | توصلو | توصلوا | بتوصلو | بتوصلوا | وصلو | شحن | تشحن | بتشحنو
        دليفري | ديليفري | التوصيل | بيوصل | بيوصلني | توصلي | اجرة التوصيل | tawsil | tawsel | tawsile
        tawsili | tawseel | btwaslo | btwasslo | betwaslo | bitwaslo | bitwasslo | twaslo | btewsal
        byousal | byewsal | byousalne | tousal | delivri | shi7en | sha7en""",
    "delivery?": """
        how long | how many days | how long does it take | combien de temps | combien de jours | كم يوم
        كم ساعه | بكم يوم | b kam yom | bi kam yom | قديش بتاخد | قديش بياخد وقت | كم من الوقت
        adde byakhod wa2et | byekhod wa2t | byekhod wa2et | byakhod wa2t | بياخد وقت | بتاخد وقت
        addesh bta5od wa2t | kam yom | kam yawm | 2adde wa2et | 2addesh wa2t""",
    "abroad": """
        abroad | international | internationally | worldwide | outside lebanon | overseas
        another country | outside the country | a l etranger | etranger | hors du liban | برا لبنان | لبرا
        خارج لبنان | برات لبنان | للخارج | barra lebnen | barrat lebnen | la barra""",
    "payment": """
        pay when it arrives | pay on arrival | pay on delivery | do you accept | you accept
        vous acceptez | acceptez vous | la carte | gift card | gift cards | ليره | بالليره | باللبناني
        بالدولار | bel lira | bel dollar | lbp | lira | بتقبلو | بتقبلوا | payment | payments | pay
        how to pay | cash on delivery | cod | cash | credit card | debit card | by card | with card | visa
        mastercard | whish | wish money | omt | bank transfer | wire transfer | paypal | crypto | usdt
        installments | payer | paiement | payement | especes | carte bancaire | carte de credit
        par carte | virement | a la livraison | دفع | الدفع | ادفع | بدفع | كاش | بطاقه
        الدفع عند الاستلام | فيزا | ويش | تحويل | تقسيط | daf3 | dafe3 | l daf3 | edfa3 | bedfa3 | bdfa3
        btedfa3 | kesh""",
    "returns": """
        get my money | want my money | return | returns | return policy | refund | refunds | refundable
        exchange | money back | send it back | give it back | retour | retours | retourner | rembourse
        rembourser | remboursement | echange | echanger | ترجيع | ارجع~ | رجع~ | برجع~ | ارجاع | استرجاع
        تبديل | بدل~ | ببدل~ | استبدال~ | رد الغرض | رد البضاعه | رد المنتج | raj3~ | raje3 | rajje3
        rajj3~ | raja3 | baddel | baddl~ | baddel~ | tabdil | tarji3 | esterja3""",
    "warranty": """
        warranty | warranties | guarantee | guaranteed | garantie | garanti | كفاله | الكفاله | مكفول
        ضمان | الضمان | kafele | kafeli | kafale | kfele | makfoul | daman | damen | كفالت~ | تضمن | بتضمن
        بتضمنو | بتضمنولي | ضمانه""",
    "hours": """
        opening hours | open | opened | close | closed | closing time | opening time | working hours
        business hours | your hours | hours | what time do you open | what time do you close | schedule
        horaires | horaire | ouvert | ouverts | ouvrez | bteshteghlo | btishtighlo | بتشتغلو | ferme
        fermez | heures d ouverture | a quelle heure | دوام | الدوام | دوامكم | ساعات العمل | ساعات الدوام
        فاتح | فاتحين | بتفتحو | بتفتحوا | بتسكرو | تفتحون | مسكرين | fet7in | fat7in | fetehin | btefta7o
        bteft7o | btefte7o | bit2afflo | btsakro | dawem | dawam | msakrin""",
    "contact": """
        whatsapp | واتساب | واتس اب | phone number | your number | whatsapp number | number i can call
        number to call | votre numero | numero de telephone | رقمكم | رقمكن | رقم تلفون | رقم التلفون
        ra2mkon | ra2m l telephone | instagram page | your instagram | have instagram | have facebook
        website | your website | site web | موقعكم الالكتروني""",
    "location": """
        بلاقيكن | بلاقيكم | لاقيكن | لاقيكم | le2ikon | bla2ikon | where are u | where r you | where u at
        where are you | where are you located | where r u | where is your | where s your shop
        where can i find you | your address | your location | location | located | address | showroom
        branch | branches | physical store | physical shop | do you have a store | do you have a shop
        do you have a branch | visit you | your shop | your store | come to your | ou etes vous
        ou etes vous situes | ou se trouve | ou est votre | vous etes ou | adresse | magasin | boutique
        situes | وينكم | وينكن | وين انتو | وين المحل | وين محلكم | وين محلكن | وين صرتو | اين انتم
        اين المحل | اين يقع | اين موقعكم | عنوان | عنوانكم | العنوان | موقع | موقعكم | الموقع | فرع | فروع
        لوكيشن | محل | wenkon | waynkon | weynkon | wen l ma7al | wayn l ma7al | wen ma7alkon
        wayn ma7alkon | wen mahalkon | wen ento | wayn ento | wen mawjoudin | wen mawjoudeen | 3enwen
        3inwen | 3enwenkon | ma7al | ma7alkon | lokation""",
    "usage": """
        how do i use | how to use | how do you use | how should i use | how can i use | how is it used
        how does it work | instructions for use | any instructions | how to apply | how do i apply
        how many sessions | combien de seances | كم جلسه | kam jalse | eat after | drink after | can i eat
        can i drink | manger apres | boire apres | اكل بعد~ | اشرب بعد~ | ekol ba3d~ | eshrab ba3d~
        with instructions | come with instructions | the instructions | how often | how many times
        directions | manual | comment utiliser | comment l utiliser | comment on utilise
        comment ca marche | comment ca fonctionne | mode d emploi | utilisation | استعمل~ | بستعمل~
        فيي استعمل | كيف استعمل | كيف بستعمل | كيف بستعملو | كيف استخدم | كيف استخدمه | كيف بيشتغل
        كيف يعمل | كيف بتشتغل | كيف بيستعمل | طريقة الاستعمال | طريقة الاستخدام | استعمال | استخدام
        كم مره | bista3ml~ | besta3ml~ | kif bista3mlo | kif besta3mlo | kif bista3mel | kif besta3mel | kif esta3mlo
        kif esta3mel | kif byeshteghel | kif byechteghel | kif btesht8el | kif bisht8el
        tari2et l iste3mel | kam marra""",
    "safety": """
        breastfeeding | breast feeding | allaite | allaitement | برضع | مرضعه | الرضاعه | berda3
        is bleeding | are bleeding | bleeding gums | gums bleed | saigne | saignent | بينزف | بتنزف | نزيف
        byenzof | on crowns | have crowns | with crowns | dental crown | veneers | dental bridge
        couronne | couronnes | facettes | جسر | تلبيسه | تلبيسات | تاج | تقويم | wajaa3 | waja3 | wej3ouni
        suitable | suitable for | convient | مناسب | بيناسب | mnesib | يوجعني | يوجعوني | توجعني | بيوجعني
        safe | safety | unsafe | sensitive | sensitivity | side effect | side effects | harmful | harm
        dangerous | pregnant | pregnancy | hurt | hurts | pain | painful | allergy | allergic | enamel
        gums | cavities | braces | dentist | how old | can a child use | can children use | minimum age
        under 16 | sans danger | sensible | sensibles | sensibilite | effets secondaires | dangereux
        nocif | enceinte | mal aux dents | fait mal | allergie | امن | آمن | امان | حساسيه | حساسه | حساس
        اثار جانبيه | مضر | بيضر | بضر | خطر | انا حامل | للحامل | الحمل | وجع | بيوجع | بتوجع | مينا
        لثه | 2amen | amen | bidor | bydor | moder | 7asesiye | 7asasiye | hasesiye | hassasiye | 7assese
        bewaja3 | byewja3 | byouja3 | ana 7amel""",
    "results": """
        ca marche sur | ca marche pour | ca marche avec | be white | teeth white | marche vraiment
        vraiment efficace | result | results | how soon | see a change | see a difference | see results
        does it really work | really work | does it work | is it effective | effective | before and after
        how white | last long | how long does it last | how long do results last | resultat | resultats
        efficace | avant apres | ca marche vraiment | est ce que ca marche | نتيجه | النتيجه | نتائج
        فعال | بتبين | بيبين | متى النتيجه | عن جد بيشتغل | فعلا بيشتغل | natije | natijeh | l natije
        nati2ij | natayej | 3anjad byeshteghel | fa33al | get white | become white | get whiter""",
    "authenticity": """
        original | authentic | genuine | fake | real one | replica | counterfeit | is it real
        contrefacon | authentique | اصلي | اصليه | تقليد | اورجينال | asle | asli | asliye | te2lid
        ta2lid | asleh | asliyeh""",
    "storage": """
        how long does it keep | shelf life | expire | expires | expiry | expiration | best before
        store it | storage | date d expiration | peremption | combien de temps se conserve | conserver
        صلاحيه | الصلاحيه | بتنتهي | تاريخ الانتهاء | sala7iye | sle7iye | bisir ma""",
}
