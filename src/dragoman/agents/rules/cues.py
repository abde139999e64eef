"""The words by which an intent is known, in English, French, Arabic and Arabizi.

A cue is a word or a phrase, written as people write it; it is folded when this module is loaded. Longer cues
win over shorter ones inside them: ``cash on delivery`` is about paying, not about delivery.
"""

from dragoman.agents.rules.fold import words

TOPICS = (
    "payment",
    "returns",
    "warranty",
    "hours",
    "location",
    "usage",
    "safety",
    "results",
    "storage",
    "authenticity",
    "contact",
)
"""Intents that the shop's policies answer under the same name."""

_CUES: dict[str, str] = {
    "greeting": """
        u there | are you there | anyone there | hi | hello | hey | hi there | hello there | hey there
        hiya | good morning | good evening
        good afternoon | how are you | greetings | bonjour | bonsoir | salut | coucou | ca va
        comment ca va | مرحبا | السلام عليكم | سلام عليكم | سلام | اهلا | اهلين | هاي | هلا | صباح الخير
        مساء الخير | كيفك | كيفكم | كيف الحال | marhaba | mar7aba | mrhba | salam | salam alaykom
        salamou 3alaykom | ahla | ahlan | ahlein | sabaho | sabah el kheir | masa el kheir | kifak | kifik
        kifkon | kif halak | hala""",
    "thanks": """
        thanks | thank you | thank u | thx | tnx | ty | thanks a lot | much appreciated | bye | goodbye
        good bye | see you | merci | merci beaucoup | au revoir | bonne journee | شكرا | شكرا كتير | يسلمو
        يسلموا | مشكور | تسلم | يعطيك العافية | مع السلامة | باي | shukran | chokran | choukran | yislamo
        yeslamo | yslmo | yaslamo | mersi | tislam | ya3tik l 3afye""",
    "ack": """
        ok | okay | k | great | perfect | cool | nice | yes | yeah | yep | no | nope | sure | alright
        fine | got it | all good | oui | non | d accord | parfait | super | ca marche | تمام | اوكي | اوك
        ماشي | نعم | لا | ايه | اي | طيب | حاضر | منيح | tamam | tamem | eh | la2 | la2a | mashi | mechi
        yalla | mnih | mni7 | tayyeb""",
    "yes": """
        yes | yeah | yep | sure | oui | d accord | نعم | ايه | اي | اكيد | eh | akid | ok | okay | yalla""",
    "bot": """
        انت شخص | انت شخص حقيقي | are you a bot | are you a robot | are you an ai | are you ai
        are you human | are you a human
        are you real | are you a real person | are you a person | is this a bot | is this a robot
        is this ai | is this a real person | is this automated | am i talking to a bot
        am i talking to a robot | am i talking to a human | am i talking to a person
        am i speaking to a bot | bot or human | human or bot | chatgpt | are you chatgpt | es tu un robot
        etes vous un robot | c est un robot | vous etes un robot | t es un robot | est ce un robot
        es tu humain | etes vous humain | انت روبوت | انت بوت | هل انت روبوت | هل انت انسان | انت انسان
        عم احكي مع روبوت | انت حقيقي | روبوت | enta robot | inta robot | enta bot | inta bot | enta insen
        bot | robot""",
    "human": """
        talk to | speak to | talk with | speak with | chat with | chat to | talk to a person
        talk to someone | speak to someone | talk to a human | speak to a human | real person | real human
        human | a person | an agent | agent | live agent | representative | customer service
        customer support | support team | operator | manager | owner | call me | can someone call me
        help from a person | حدا يساعدني | 7ada yse3edne | 7ada ysa3edne | someone from the team
        contact a person | human please | someone real | parler a | parler avec
        parler a quelqu un | une personne | un humain | un conseiller | conseiller | quelqu un de reel
        service client | un agent | responsable | rappelez moi | appelez moi | احكي مع حدا | احكي مع
        بدي احكي مع حدا | بدي احكي | حاكيني | اتكلم مع | التحدث مع | التكلم مع | موظف | شخص | خدمة العملاء
        خدمة الزبائن | المدير | صاحب المحل | مسؤول | دقولي | اتصلو فيي | اتصلوا بي | e7ke ma3 | ehke ma3
        e7ki ma3 | ehki ma3 | 7ki ma3 | hki ma3 | e7ke ma3 7ada | ehke ma3 hada | bade e7ke | baddi e7ke
        baddi e7ki | 7akine | mwazzaf | muwazaf | cha5es | sha5es | d2oule | 7ada men l team""",
    "angry": """
        scam | scammer | scammers | fraud | thief | thieves | terrible | worst | awful | angry
        ridiculous | unacceptable | disgusting | my money back | complaint | complain | file a complaint
        useless | nobody answers | no one answers | nobody replies | no one replies | ما حدا عم يرد
        ما حدا بيرد | personne ne repond | ma 7ada 3am yrod | ma 7ada byrod | lawyer | sue you | rip off
        liar | liars | very bad service | bad service | fed up
        arnaque | arnaqueurs | voleurs | plainte | reclamation | inadmissible | inacceptable | scandaleux
        honte | en colere | نصابين | نصب | نصاب | حراميه | حرامي | كذابين | شكوى | اشتكي | زفت | اسوا
        مش مقبول | معصب | فلوسي | nassabin | nassab | 7aramiye | haramiye | kezzabin | shakwa | zeft
        m3asab | bala zaw2""",
    "problem": """
        not working | doesn t work | does not work | doesnt work | dont work | stopped working | broken
        broke | damaged | defective | faulty | wrong item | wrong product | wrong order | wrong size
        missing item | missing | wrong color | wrong colour | ناقص | ناقصه | na2is | na2sa | il manque
        manque | never arrived | didn t arrive | did not arrive | not arrived | didn t receive
        did not receive | ne marche pas | ne fonctionne pas | marche pas | fonctionne pas | casse | abime
        defectueux | mauvais article | pas recu | rien recu | خربان | خربانه | معطل | معطله | مكسور
        مكسوره | ما عم يشتغل | ما عم تشتغل | ما بيشتغل | ما بتشتغل | لا يعمل | لا تعمل | ما وصل | ما وصلني
        ما وصلت | غلط | ma 3am yeshteghel | ma byeshteghel | ma byechteghel | ma 3am byeshteghel
        ma 3am yemshe | kharben | 5arben | kharbein | maksour | maksoura | ma wosel | ma wesel | ma wsolne
        ghalat""",
    "order_status": """
        ضاع | ضاعت | الطلب تبعي | l talab taba3e
        ordered | i bought | we bought | j ai achete | اشتريت | shtaret | eshtaret | i ordered | we ordered
        nothing arrived | cancel | annuler | j ai commande | طلبت | ناطر | ناطره
        ناطرين | الغي | الغاء | natir | natra | natrin | elghe | talabet | where is my order
        where s my order | where is my package | my order | my package | my parcel
        order status | track | tracking | status of my order | ou est ma commande | ma commande
        mon colis | suivi | وين طلبيتي | وين الطلبيه | طلبيتي | طلبي | اين طلبي | wen talabiyte
        wayn talabiyte | talabiyte | talabeyte | wen l order | wen order | wayn l order""",
    "order": """
        i want to order | want to order | like to order | i want to buy | want to buy | like to buy
        order now | place an order | make an order | how can i order | how do i order | how to order
        how to buy | can i order | can i buy | order it | buy it | i ll take | i will take | to order
        purchase | checkout | buy | order | je veux commander | commander | acheter | je prends
        je la prends | je le prends | passer commande | passer une commande | بدي اطلب | اطلب | بدي اشتري
        اشتري | كيف بطلب | كيف فيي اطلب | اوردر | اريد شراء | شراء | طلب | باخد | بدي وحده | بدي واحد
        baddi otlob | bade otlob | otlob | botlob | btlob | kif botlob | baddi eshtre | bade eshtre
        eshtre | eshtri | bade wahad | baddi wahad | bade we7de | baddi we7de | baddi wa7ad""",
    "want": """
        send me | envoyez moi | ابعتلي | ابعتولي | b3atle | b3atoule
        if i order | if we order | si je commande | اذا طلبت | eza talabet
        i want | i need | i d like | i would like | give me | je veux | je voudrais | j aimerais | بدي
        اريد | عايز | عاوز | محتاج | ابغى | baddi | badde | bade | badi | biddi""",
    "price": """
        how much | hw much | how mch | how much is | how much are | price | prices | pricing | cost
        costs | how expensive | what does it cost | combien | combien ca coute | prix | coute | coutent
        tarif | tarifs | c est combien | قديش | اديش | قدي | ادي | قديه | بكم | بكام | بقديش | السعر | كم سعر
        كم حق | سعر | سعره | سعرها | اسعار | الاسعار | حق | حقه | حقها | ثمن | كم الثمن | شو السعر | كم
        2adde | 2addeh | 2adeh | 2ade | 2addesh | 2adesh | 2addeich | adde | addeh | adeh | addesh | adesh
        addeich | adech | 2adech | kaddesh | kadesh | qaddesh | b2adde | badde2 | b addesh | b2addesh
        bkam | b kam | bkm | 7a2o | 7a22o | 7a2a | 7a22a | 7a2on | 7a22on | ha2o | ha22o | ha2a | 7a2
        7a22 | se3ro | si3ro | se3r | si3r | se3ra | si3ra | l se3er | se3er | as3ar | l as3ar""",
    "stock": """
        back in stock | be back | restock | restocked | in stock | available | availability | stock
        sold out | out of stock | still have
        still available | en stock | disponible | disponibles | rupture de stock | متوفر | متوفره | متاح
        موجود | موجوده | في ستوك | لسا موجود | خالص | mawjoud | mawjoude | mawjouda | mawjud | mawjude
        metwaffer | mtwaffar | mtwafar | ba3do mawjoud | ba3do | khalas""",
    "have": """
        do you have | do u have | have you got | you have | do you sell | do u sell | got any | is there
        are there | looking for | i am looking for | im looking for | avez vous | vous avez | vendez vous
        y a t il | je cherche | عندكم | عندكن | عندك | معكم | لديكم | هل يوجد | بتبيعو | تبيعون | عم فتش
        3andkon | 3andkoun | 3andkun | 3endkon | 3indkon | andkon | 3andak | 3andik | btbi3o | bitbi3o""",
    "list": """
        what do you offer | what do u offer | you offer | u offer
        gift | gifts | cadeau | cadeaux | هديه | هدايا | hdiyye | hdiye | what do you sell
        what do you have | what do u have | what do u sell | what are you selling
        what you have | your products | what products | which products | all products | all your products
        the products | products | catalog | catalogue | menu | price list | list of products | what else
        best sellers | bestsellers | what can i buy | show me everything | que vendez vous
        qu est ce que vous vendez | qu est ce que vous avez | vous vendez quoi | vous avez quoi
        vos produits | quels produits | produits | liste | شو عندكم | شو عندكن | شو في عندكم | شو في عندكن
        شو بتبيعو | ايش عندكم | ماذا تبيعون | ماذا لديكم | ما هي منتجاتكم | منتجات | منتجاتكم | المنتجات
        كتالوج | لائحه | شو في | shou 3andkon | shu 3andkon | sho 3andkon | chou 3andkon | shou 3andkoun
        shou 3endkon | shu 3endkon | shou fi 3andkon | shu fi 3andkon | shou fi | shu fi | shou btbi3o
        shu btbi3o | sho btbi3o | chou btbi3o | shou bitbi3o | muntajet""",
    "discount": """
        تنزلولي | تنزلو | بتنزلو | discount code | discount codes | voucher | expensive | too expensive
        cher | trop cher | غالي | غاليه
        ghale | ghalye | discount | discounts | promo | promos | promotion | promotions | promo code | coupon
        special offer | offer | offers | off | percent off | deal | deals | on sale | any sale | cheaper
        best price | last price | final price | lower price | if i buy | if i take | if i get | when i buy
        buy two | buy 2 | buy three | buy 3 | for two | two pieces | 2 pieces | 3 pieces | for 2 | for 3
        bulk | wholesale | remise | remises | reduction | rabais | solde | soldes | moins cher
        code promo | si j achete | si je prends | dernier prix | خصم | خصومات | حسم | حسومات | عرض | عروض
        تنزيلات | اخر سعر | ارخص | اذا اخدت | اذا اشتريت | اذا جبت | جمله | 7asem | 7asm | hasem | khasem
        5asem | tanzilet | tanzilat | 3ourood | 3oroud | akher se3er | akher si3r | arkhas | eza akhadet
        eza 2a5adet | eza jebet | eza eshtarayt | eza akhadna""",
    "about": """
        is this a scam | not a scam | is it a scam | مش نصب | can i trust you | can i trust
        are you legit | legit
        trusted | confiance
        who are you | about you | about your shop | about your company | what is this | what is your shop
        what is this shop | qui etes vous | c est quoi votre boutique | من انتم | مين انتو | مين انتم
        شو هيدا المحل | min ento | meen ento""",
    "delivery": """
        arrive | arrives | until i get it | till i get it | to get it | reach me | reaches me
        delivery | deliver | delivered | delivering | shipping | ship | shipment | delivery fee
        delivery cost | courier | when will it arrive | when will i get it | when will i receive it
        how fast do i get it | how long until it arrives | how long does delivery take | livraison
        livrez | livrer | livre | frais de livraison | expedition | delai | توصيل | توصلو | توصلوا
        بتوصلو | بتوصلوا | وصلو | شحن | تشحن | بتشحنو | دليفري | ديليفري | التوصيل | بيوصل | بيوصلني
        توصلي | اجرة التوصيل | tawsil | tawsel | tawsile | tawsili | tawseel | btwaslo | btwasslo
        betwaslo | bitwaslo | bitwasslo | twaslo | btewsal | byousal | byewsal | byousalne | tousal
        delivri | shi7en | sha7en""",
    "delivery?": """
        how long | how many days | how long does it take | combien de temps | combien de jours | كم يوم
        كم ساعه | بكم يوم | b kam yom | bi kam yom | قديش بتاخد | قديش بياخد وقت | كم من الوقت
        adde byakhod wa2et
        addesh bta5od wa2t | kam yom
        kam yawm | 2adde wa2et | 2addesh wa2t""",
    "abroad": """
        abroad | international | internationally | worldwide | outside lebanon | overseas
        another country | outside the country | a l etranger | etranger | hors du liban | برا لبنان
        خارج لبنان | برات لبنان | للخارج | barra lebnen | barrat lebnen | la barra""",
    "payment": """
        pay when it arrives | pay on arrival | pay on delivery | do you accept | you accept
        vous acceptez | acceptez vous | la carte | gift card | gift cards
        lbp | lira | بتقبلو | بتقبلوا
        payment | payments | pay | how to pay | cash on delivery | cod | cash | credit card | debit card
        by card | with card | visa | mastercard | whish | wish money | omt | bank transfer | wire transfer
        paypal | crypto | usdt | installments | payer | paiement | payement | especes | carte bancaire
        carte de credit | par carte | virement | a la livraison | دفع | الدفع | ادفع | بدفع | كاش | بطاقه
        الدفع عند الاستلام | فيزا | ويش | تحويل | تقسيط | daf3 | dafe3 | l daf3 | edfa3 | bedfa3 | bdfa3
        btedfa3 | kesh""",
    "returns": """
        return | returns | return policy | refund | refunds | refundable | exchange | money back
        send it back | give it back | retour | retours | retourner | rembourse | rembourser
        remboursement | echange | echanger | ترجيع | ارجع | رجع | رجعه | ارجاع | استرجاع | تبديل | بدل
        بدله | بدلها | استبدال | raj3o | raje3 | rajje3 | raja3 | baddel | baddlo | baddelo | tabdil
        tarji3 | esterja3""",
    "warranty": """
        warranty | warranties | guarantee | guaranteed | garantie | garanti | كفاله | الكفاله | مكفول
        ضمان | الضمان | kafele | kafeli | kafale | kfele | makfoul | daman | damen""",
    "hours": """
        opening hours | open | opened | close | closed | closing time | opening time | working hours
        business hours | your hours | hours | what time do you open | what time do you close | schedule
        horaires | horaire | ouvert | ouverts | ouvrez | ferme | fermez | heures d ouverture
        a quelle heure | دوام | الدوام | دوامكم | ساعات العمل | ساعات الدوام | فاتح | فاتحين | بتفتحو
        بتفتحوا | بتسكرو | تفتحون | مسكرين | fet7in | fat7in | fetehin | btefta7o | bteft7o | btefte7o
        bit2afflo | btsakro | dawem | dawam | msakrin""",
    "contact": """
        phone number | your number | whatsapp number | number i can call | number to call | votre numero
        numero de telephone | رقمكم | رقمكن | رقم تلفون | رقم التلفون | ra2mkon | ra2m l telephone
        instagram page | your instagram | have instagram | have facebook | website | your website
        site web | موقعكم الالكتروني""",
    "location": """
        بلاقيكن | بلاقيكم | لاقيكن | لاقيكم | le2ikon | bla2ikon
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
        how often | how many times | directions | manual | comment utiliser | comment l utiliser
        comment on utilise | comment ca marche | comment ca fonctionne | mode d emploi | utilisation
        استعملو | استعمله | فيي استعمل | كيف استعمل | كيف بستعمل | كيف بستعملو | كيف استخدم | كيف استخدمه
        كيف بيشتغل | كيف يعمل
        كيف بتشتغل | كيف بيستعمل | طريقة الاستعمال | طريقة الاستخدام | استعمال | استخدام | كم مره
        kif bista3mlo | kif besta3mlo | kif bista3mel | kif besta3mel | kif esta3mlo | kif esta3mel
        kif byeshteghel | kif byechteghel | kif btesht8el | kif bisht8el | tari2et l iste3mel | kam marra""",
    "safety": """
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
        marche vraiment | vraiment efficace
        result | results | how soon | see a change | see a difference | see results | does it really work
        really work | does it work | is it effective | effective | before and after | how white
        last long | how long does it last | how long do results last | resultat
        resultats | efficace
        avant apres | ca marche vraiment | est ce que ca marche | نتيجه | النتيجه | نتائج | فعال | بتبين
        بيبين | متى النتيجه | عن جد بيشتغل | فعلا بيشتغل | natije | natijeh | l natije | nati2ij | natayej
        3anjad byeshteghel | fa33al""",
    "authenticity": """
        original | authentic | genuine | fake | real one | replica | counterfeit | is it real | contrefacon
        authentique | اصلي | اصليه | تقليد | اورجينال | asle | asli | asliye | te2lid | ta2lid""",
    "storage": """
        how long does it keep | shelf life | expire | expires | expiry | expiration | best before
        store it | storage | date d expiration | peremption | combien de temps se conserve | conserver
        صلاحيه | الصلاحيه | بتنتهي | تاريخ الانتهاء | sala7iye | sle7iye | bisir ma""",
    "image": """
        picture | pictures | photo | photos | pic | pics | image | images | show me how it looks
        what does it look like | صوره | صور | شكله | شكلها | soura | sowar | suwar | soret | shaklo
        shakla""",
    "details": """
        difference | diff | difference between | compare | comparer | difference entre | الفرق | فرق | بيفرق
        fare2 | l fare2
        tell me about | tell me more | more info | more information | more details | details | info
        information | describe | what is it | what does it do | what s in | what is in | whats inside
        features | specs | specifications | size | dimensions | colour | color | colors | plus d infos
        plus d informations | c est quoi | caracteristiques | taille | couleur | شو هوي | شو هيدا
        شو بيعمل | تفاصيل | معلومات | خبرني عن | خبريني عن | مواصفات | لون | الوان | حجم | قياس
        shou hayda | shu hayda | shou bya3mel | tafasil | ma3loumet | khaberne 3an | 5aberne 3an | lon
        alwen""",
}

_STOP = """
    a an the this that these those it its is are am was were be been do does did you your yours u ur r i
    me my we us our they them to of for in on at by with from about into and or but if so as not no t s
    m d ll re ve can could would will shall should may might must have has had want need like get give
    take make let know tell say ask see look please pls plz just also only really very too much many
    more some any all each every other another one ones thing things stuff something anything product
    item items what which who when where why how there here now today tomorrow then than bro dear sir
    madam miss hello hi hey good new big small nice best kind type types sell buy use looking find
    interested check person help question sorry maybe think both back yet still come comes again gift
    smthg smth sth keep better different difference friend son daughter wife husband mom dad two three
    piece pieces pcs price cost dollar dollars usd show okay ok yes le la les l un une des du de et ou
    mais donc est sont etes suis ai avez je j tu il elle nous vous ils mon ma mes votre vos notre ce cet
    cette ces c ca cela qui que qu quoi quel quelle quels quelles comment quand pourquoi pour avec sans
    dans sur en y ne pas plus tout tous svp stp plait peux pouvez puis veux voudrais cherche celui celle
    ببلاش بلاش btw n plzz plss wow waw omg دولار فيه فيها live lives year years old under smthg yeha yehon yeh
    habite ans
    ساكن ساكنه سنه سنين عمره عمرها
    ياه ياها ياهن ياهم غير quelque chose savoir demander connaitre entre mieux meilleur produit article
    aussi monsieur madame
    bonjour au aux في من ب ل الى على عن مع هل ما ماذا شو ايش كيف متى امتى وين اين ليش لماذا هيدا هيدي هاد
    هاي هذا هذه هذي هدا هودي يا لو سمحت بليز عم هو هي هوي هيي انا انت انتو نحن بس او و ثم كل شي شيء واحد
    وحده كمان ايضا عند اذا ان اللي الي تبع تبعكم حبيبي اخي اسال اعرف بعرف شوف قلي خبرني الفرق بين استاذ
    حضرتك فيني فيكم فيكن ممكن رح بعد قبل كتير يعني منتج غرض لا ايه نعم لل fi fii fih el al w wa aw lal
    lel mesh mish mech ana enta inta enti ento shou shu sho chou shi chi kif keef wen wayn weyn hayda
    hayde haida hal bas bass yalla eza iza law sama7t samaht 3am ra7 rah bel bil b bi ya ktir kteer
    kamen kamein 3an 3ala ma3 men min mn mnen hek heik 3ammo 3amo habibi 7abibi hab ba3d ya3ne ya3ni kel
    kil wahad wa7ad we7de es2al as2al a3ref jib jeb bjib farek beyn fiye fina fike fini fine fikon fik
    7ada hada ayya aya emta eymta hay hayy tab tabb ba2a walla wallah"""

_BREAKS = frozenset({"and", "et", "و", "w", "plus", "kamen"})


def _phrases(block: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words(cue) for line in block.splitlines() for cue in line.split("|") if cue.strip())


CUES: dict[str, tuple[tuple[str, ...], ...]] = {intent: _phrases(block) for intent, block in _CUES.items()}
"""Intent -> its cues, each a tuple of folded words. ``delivery?`` gives way to topics that also take time."""

STOP_WORDS: frozenset[str] = frozenset(words(_STOP))
"""Words that name no product and ask nothing by themselves."""

BREAKS: frozenset[str] = _BREAKS
"""Words that start a new clause: "the kit and the pen"."""
