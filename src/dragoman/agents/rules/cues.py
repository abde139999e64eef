"""The words by which an intent is known, in English, French, Arabic and Arabizi.

A cue is a word or a phrase, written as people write it; it is folded when this module is loaded. Longer cues
win over shorter ones inside them: ``cash on delivery`` is about paying, not about delivery. A ``~`` at the end
stands for the pronouns that may be written onto an Arabic word: ``سعر~`` is also سعره, سعرو and سعرها.
"""

from dragoman.catalogue.fold import is_arabic, words

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

# Who says an age asks whether it is for them; above this nobody asks.
_AGES = [
    f"{said} {age}"
    for age in range(3, 18)
    for said in ("im", "i m", "i am", "j ai", "عمري", "3omre", "3emre")
]

_CUES: dict[str, str] = {
    "greeting": """
        whats up | what s up | wassup | sup | help | i need help | can you help | what can you do | aide
        aidez moi | ساعدني | ساعدوني | sa3edne | حدا هون | fi 7ada | hii | مسا الخير | hola | u there
        are you there | anyone there | hi | hello | hey | hi there | hello there | hey there | hiya
        good morning | good evening | good afternoon | how are you | greetings | bonjour | bonsoir | salut
        coucou | ca va | comment ca va | مرحبا | السلام عليكم | سلام عليكم | سلام | اهلا | اهلين | هاي
        هلا | صباح الخير | مساء الخير | كيفك | كيفكم | كيف الحال | marhaba | mar7aba | mrhba | salam
        salam alaykom | salamou 3alaykom | ahla | ahlan | ahlein | sabaho | sabah el kheir | masa el kheir
        kifak | kifik | kifkon | kif halak | hala""",
    "thanks": """
        gracias | thanks | thank you | thank u | thx | tnx | ty | thanks a lot | much appreciated | bye
        goodbye | good bye | see you | merci | merci beaucoup | au revoir | bonne journee | شكرا
        شكرا كتير | يسلمو | يسلموا | مشكور | تسلم | يعطيك العافية | مع السلامة | باي | shukran | chokran
        choukran | yislamo | الله يعطيكن العافيه | يعطيكن العافيه | يعطيكم العافيه | yeslamo | yslmo
        yaslamo | mersi | tislam | ya3tik l 3afye""",
    "ack": """
        ok | okay | k | great | perfect | cool | nice | yes | yeah | yep | no | nope | sure | alright
        fine | got it | all good | oui | non | d accord | parfait | super | ca marche | تمام | اوكي | اوك
        ماشي | نعم | لا | ايه | اي | طيب | حاضر | منيح | tamam | tamem | eh | la2 | la2a | mashi | mechi
        yalla | mnih | mni7 | tayyeb""",
    "decline": """
        nevermind | never mind | forget it | no need | not now | maybe later | don t want it
        laisse tomber | laissez tomber | non merci | pas la peine | ما بدي | ما بدي شي | بطلت | بطلت بدي
        مش هلق | ما في داعي | ma badde | ma baddi | ma bade | ma badde shi | batalet | mish halla2""",
    "yes": """
        yes | yeah | yep | sure | oui | d accord | نعم | ايه | اي | اكيد | eh | akid | ok | okay | yalla""",
    "bot": """
        r u human | r u a human | r u real | r u a person | are u human | are u real | مين انت | مين انتا
        min enta | who r u | who are u | مين معي | مين عم يحكي | مع مين عم احكي | min ma3e | who is this
        who am i talking to | qui est ce | vous etes une ia | etes vous une ia | انت شخص | انت شخص حقيقي
        are you a bot | are you a robot | are you an ai | are you ai | are you human | are you a human
        are you real | are you a real person | are you a person | is this a bot | is this a robot
        is this ai | is this a real person | is this automated | am i talking to a bot
        am i talking to a robot | am i talking to a human | am i talking to a person
        am i speaking to a bot | bot or human | human or bot | chatgpt | are you chatgpt | es tu un robot
        etes vous un robot | c est un robot | vous etes un robot | t es un robot | est ce un robot
        es tu humain | etes vous humain | انت روبوت | انت بوت | هل انت روبوت | هل انت انسان | انت انسان
        عم احكي مع روبوت | انت حقيقي | روبوت | enta robot | inta robot | enta bot | inta bot | enta insen
        bot | robot | are u a bot | are u an ai | u a bot | u an ai | r u a bot | r u an ai""",
    "human": """
        talk to | speak to | talk with | speak with | chat with | chat to | talk to a person
        talk to someone | speak to someone | talk to a human | speak to a human | real person | real human
        human | a person | an agent | agent | live agent | representative | customer service
        customer support | support team | operator | manager | owner | call me | can someone call me
        from your team | answer me | human being | real people | بشري | بني ادم | يجاوبني | حدا يجاوبني
        bani edam | yjewebne | 7ada e7ke | e7ke ma3o | not a bot | no bots | don t want a bot
        pas un robot | ما بدي روبوت | ما بدي بوت | ma badde bot | بدي حدا | حدا يرد | حدا يحكيني
        bade 7ada | badde 7ada | baddi 7ada | 7ada yrod | 7ada ye7kine | help from a person | حدا يساعدني
        7ada yse3edne | 7ada ysa3edne | someone from the team | contact a person | human please
        someone real | parler a | parler avec | parler a quelqu un | une personne | un humain
        un conseiller | conseiller | quelqu un de reel | service client | un agent | responsable
        rappelez moi | appelez moi | احكي مع حدا | احكي مع | بدي احكي مع حدا | بدي احكي | حاكيني
        اتكلم مع | التحدث مع | التكلم مع | موظف | شخص | خدمة العملاء | خدمة الزبائن | المدير | صاحب المحل
        مسؤول | دقولي | اتصلو فيي | اتصلوا بي | e7ke ma3 | ehke ma3 | e7ki ma3 | ehki ma3 | 7ki ma3
        hki ma3 | e7ke ma3 7ada | ehke ma3 hada | bade e7ke | baddi e7ke | baddi e7ki | 7akine | mwazzaf
        muwazaf | cha5es | sha5es | d2oule | 7ada men l team | can i call | i can call | someone to call""",
    "angry": """
        scam | scammed | scammer | scammers | fraud | thief | thieves | terrible | worst | awful | angry
        ridiculous | unacceptable | disgusting | my money back | complaint | complain | file a complaint
        useless | nobody answers | no one answers | nobody replies | no one replies | ما حدا عم يرد
        ما حدا بيرد | personne ne repond | ma 7ada 3am yrod | ma 7ada byrod | lawyer | sue you | rip off
        you suck | sucks | a joke | not happy | unhappy | disappointed | not satisfied | pas content
        pas contente | mecontent | decu | decue | pas satisfait | زعلان | زعلانه | مش مبسوط | مش راضي
        za3len | za3lene | mesh mabsout | bullshit | shit | shitty | fuck | fucking | wtf | idiot | idiots
        stupid | asshole | stop messaging | stop texting | stop sending | unsubscribe | leave me alone
        ne m ecrivez plus | nul votre service | service nul | c est nul | service pourri | c est pourri
        de merde | connard | connards | faire foutre | incompetents | سيئه | سيئ | التعبانه | خدمه تعبانه
        خدمتكن تعبانه | خدمتكم تعبانه | فاشل | فاشله | حقير | حمار | غبي | يلعن | كس | خرا
        ما بقا تبعتولي | 7mar | ghabe | 8abe | kis ekhtak | kis ekhtkon | kess emmak | kess ekhtak | 5ara
        khara | yel3an | fashle | ما بيرد حدا | حدا بيرد | حدا بيجاوب | ma 7ada byjeweb | ma 7ada byjawib
        ma 7ada bijeweb | liar | liars | very bad service | bad service | fed up | arnaque | arnaqueurs
        voleurs | plainte | reclamation | inadmissible | inacceptable | scandaleux | honte | en colere
        نصابين | نصب | نصاب | حراميه | حرامي | كذابين | شكوى | اشتكي | زفت | اسوا | مش مقبول | معصب
        فلوسي | nassabin | nassab | 7aramiye | haramiye | kezzabin | shakwa | zeft | m3asab | bala zaw2
        ما حدا رد | ما حدا جاوب""",
    "problem": """
        not working | doesn t work | does not work | doesnt work | dont work | stopped working | broken
        broke | damaged | defective | faulty | wrong item | wrong product | wrong order | wrong size
        missing item | missing | wrong color | wrong colour | ناقص | ناقصه | na2is | na2sa | il manque
        manque | never arrived | didn t arrive | did not arrive | not arrived | didn t receive | crashed
        cracked | torn | leaking | doesn t open | doesnt open | won t open | is different | est different
        not the same | مخروب | مخروبه | me5roub | makhroub | ما ضوي | ما ضوا | came without
        arrived without | ما بتزبط | ما بيزبط | ما زبطت | ma btzbat | ma byezbat | ma btezbat | ma zabtet
        doesn t connect | doesnt connect | won t connect | doesn t charge | doesnt charge | not charging
        won t turn on | doesn t turn on | doesnt turn on | not turning on | won t start | arrived open
        came open | burned | brule | did not receive | ne marche pas | ne fonctionne pas | marche pas
        fonctionne pas | est casse | arrive casse | recu casse | abime | defectueux | mauvais article
        pas recu | rien recu | خربان | خربانه | معطل | معطله | مكسور | مكسوره | ما عم يشتغل | ما عم تشتغل
        ما بيشتغل | ما بتشتغل | لا يعمل | لا تعمل | ما وصل | ما وصلني | ما وصلت | غلط | خرب | خربت | احترق
        احترقت | حرق | حرقني | حرقلي | ما بيضوي | ما عم يضوي | ما بيشحن | ما عم يشحن | ma 3am ydawwe
        ma bidawwe | ma byesh7an | ma 3am yesh7an | khereb | 5ereb | 7ara2 | 7ara2ne | ma 3am yeshteghel
        ma byeshteghel | ma byechteghel | ma 3am byeshteghel | ma 3am yemshe | kharben | 5arben | kharbein
        maksour | maksoura | ma wosel | ma wesel | ma wsolne | ghalat | ghalta | 8alat | 8alta | اجا غير
        وصل غير | وصلني غير""",
    "order_status": """
        change my order | modify my order | edit my order | change the order | change my address
        change the address | update my address | changer ma commande | modifier ma commande
        changer l adresse | changer mon adresse | غير العنوان | غيرلي العنوان | عدل الطلب | غير الطلب
        ghayyer l 3enwen | 8ayyer l 3enwen | ghayyir l 3enwen | no confirmation | i paid | we paid
        already paid | j ai paye | دفعت | dafa3et | waiting | been waiting | wen sar | wayn sar
        wen saret | wayn saret | وين صار | وين صارت | is late | so late | still late | delayed | en retard
        تاخر | تاخرت | تاخرتو | متاخر | متاخره | t2akhar | t2akharto | ta2akharto | ضاع | ضاعت
        الطلب تبعي | l talab taba3e | ordered | i bought | we bought | j ai achete | اشتريت | shtaret
        eshtaret | i ordered | we ordered | nothing arrived | cancel | annuler | j ai commande | طلبت
        ناطر | ناطره | ناطرين | الغي | الغاء | natir | natra | natrin | elghe | talabet
        where is my order | where s my order | where is my package | my order | my package | my parcel
        order status | track | tracking | status of my order | ou est ma commande | ma commande
        mon colis | suivi | وين طلبيتي | وين الطلبيه | طلبيتي | طلبي | اين طلبي | wen talabiyte
        wayn talabiyte | talabiyte | talabeyte | wen l order | wen order | wayn l order | where is it
        where is my""",
    "order": """
        i want to order | want to order | like to order | i want to buy | want to buy | like to buy
        order now | place an order | make an order | how can i order | how do i order | how to order
        how to buy | can i order | can i buy | order it | buy it | i ll take | i will take | to order
        purchase | checkout | buy | order | je veux commander | commander | acheter | je prends
        je la prends | je le prends | passer commande | passer une commande | بدي اطلب | اطلب~ | بدي اشتري
        اشتري | كيف بطلب | كيف فيي اطلب | اوردر | اريد شراء | شراء | طلب | باخد | بدي وحده | بدي واحد
        اود شراء | bade wa7ad | badde wa7ad | baddi otlob | bade otlob | otlob | botlob | btlob
        kif botlob | baddi eshtre | bade eshtre | eshtre | eshtri | bade wahad | baddi wahad | bade we7de
        baddi we7de | baddi wa7ad""",
    "want": """
        send me | envoyez moi | ابعتلي | ابعتولي | b3atle | b3atoule | if i order | if we order
        si je commande | اذا طلبت | eza talabet | i wanna | اود | اود ان | i want | i need | i d like
        i would like | give me | je veux | je voudrais | j aimerais | بدي | اريد | عايز | عاوز | محتاج
        ابغى | baddi | badde | bade | badi | biddi""",
    "price": """
        cuanto | cuanto cuesta | precio | how mutch | hw mutch | how muc | how much | hw much | how mch
        how much is | how much are | price | prices | pricing | cost | costs | how expensive
        what does it cost | combien | combien ca coute | prix | coute | coutent | tarif | tarifs
        c est combien | قديش~ | اديش | قدي | ادي | قديه | بكم | بكام | بقديش | السعر | كم سعر | كم حق
        سعر~ | اسعار~ | الاسعار | حق~ | ثمن~ | كم الثمن | شو السعر | كم | بيكلف | بيكلفني | بتكلف
        بتكلفني | كلفت~ | تكلفت~ | bikalef | bikallef | bikalefne | 2adde | 2addeh | 2adeh | 2ade
        2addesh | 2adesh | 2addeich | adde | addeh | adeh | addesh | adesh | addeich | adech | 2adech
        kaddesh | kadesh | qaddesh | b2adde | badde2 | b addesh | b2addesh | bkam | b kam | bkm | 7a2~
        7a22~ | ha2~ | ha22~ | se3r~ | si3r~ | sa3r~ | l se3er | se3er | as3ar | l as3ar | taman~""",
    "stock": """
        dispo | back in stock | be back | restock | restocked | in stock | available | availability
        stock | sold out | out of stock | still have | still available | en stock | disponible
        disponibles | rupture de stock | متوفر | متوفره | متاح | موجود | موجوده | في ستوك | لسا موجود
        خالص | mawjoud | mawjoude | mawjouda | mawjud | mawjude | metwaffer | mtwaffar | mtwafar
        ba3do mawjoud | ba3do | khalas""",
    "have": """
        do u hv | do you hv | u hv | do u hav | do you hav | do you have | do u have | have you got
        you have | do you sell | do u sell | got any | is there | are there | looking for
        i am looking for | im looking for | avez vous | vous avez | vendez vous | y a t il | je cherche
        عندكم | عندكن | عندك | معكم | لديكم | هل يوجد | بتبيعو | تبيعون | عم فتش | 3andkon | 3andkoun
        3andkun | 3endkon | 3indkon | andkon | 3andak | 3andik | btbi3o | bitbi3o""",
    "list": """
        what do you offer | what do u offer | you offer | u offer | what do you sell | cheapest
        most expensive | everything | anything new | new arrivals | what s new | whats new | nouveautes
        tous les produits | le moins cher | شو في جديد | شو الجديد | ارخص شي | اغلى شي | arkhas shi
        u got | you got | what do you have | what do u have | what do u sell | what are you selling
        what you have | your products | what products | which products | all products | all your products
        the products | products | catalog | catalogue | menu | price list | list of products | what else
        best sellers | bestsellers | what can i buy | show me everything | que vendez vous
        qu est ce que vous vendez | qu est ce que vous avez | vous vendez quoi | vous avez quoi
        vos produits | quels produits | produits | liste | شو عندكم | شو عندكن | شو في عندكم | شو في عندكن
        شو بتبيعو | ايش عندكم | ماذا تبيعون | ماذا لديكم | ما هي منتجاتكم | منتجات | منتجاتكم | المنتجات
        كتالوج | لائحه | شو في | shou 3andkon | shu 3andkon | sho 3andkon | chou 3andkon | shou 3andkoun
        shou 3endkon | shu 3endkon | shou fi 3andkon | shu fi 3andkon | shou fi | shu fi | shou btbi3o
        shu btbi3o | sho btbi3o | chou btbi3o | shou bitbi3o | muntajet""",
    "suggest": """
        should i use | should i take | should i buy | recommend | recommended | recommendation
        que me conseillez | vous me conseillez | conseillez vous | شو بتنصح | شو بتنصحني | شو بتنصحوني
        shou btensa7 | shou btensa7ne | shou btensa7oune | gift | gifts | cadeau | cadeaux | هديه | هدايا
        hdiyye | hdiye""",
    "discount": """
        تنزلولي | تنزلو | بتنزلو | discount code | discount codes | voucher | expensive | too expensive
        cher | trop cher | غالي | غاليه | ghale | ghalye | discount | discounts | promo | promos
        promotion | promotions | promo code | coupon | special offer | offer | offers | off | percent off
        deal | deals | on sale | any sale | cheaper | best price | last price | final price | lower price
        if i buy | if i take | if i get | when i buy | buy two | buy 2 | buy three | buy 3 | for two
        two pieces | 2 pieces | 3 pieces | for 2 | for 3 | bulk | wholesale | remise | remises | reduction
        rabais | solde | soldes | moins cher | code promo | si j achete | si je prends | dernier prix
        خصم | خصومات | حسم | حسومات | عرض | عروض | تنزيلات | اخر سعر | ارخص | اذا اخدت | اذا اشتريت
        اذا جبت | جمله | 7asem | 7asm | hasem | khasem | 5asem | tanzilet | tanzilat | 3ourood | 3oroud
        akher se3er | akher si3r | arkhas | eza akhadet | eza 2a5adet | eza jebet | eza eshtarayt
        eza akhadna""",
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
    "image": """
        picture | pictures | photo | photos | pic | pics | image | images | show me how it looks
        what does it look like | صوره | صورت~ | صور | شكل~ | soura | sowar | suwar | soret | shakl~""",
    "details": """
        included | includes | comes with | come with | contient | بيضل | بيدوم | bidal | bidall | byedoum
        difference | diff | difference between | compare | comparer | difference entre | الفرق | فرق
        بيفرق | fare2 | l fare2 | tell me about | tell me more | more info | more information
        more details | details | info | information | describe | what is it | what does it do | what s in
        what is in | whats inside | features | specs | specifications | size | dimensions | colour | color
        colors | plus d infos | plus d informations | c est quoi | caracteristiques | taille | couleur
        شو هوي | شو هيدا | شو بيعمل | تفاصيل | معلومات | خبرني عن | خبريني عن | مواصفات~ | لون~ | الوان~
        حجم~ | قياس~ | مكونات~ | shou hayda | shu hayda | shou bya3mel | tafasil | ma3loumet
        khaberne 3an | 5aberne 3an | lon~ | alwen~""",
}

# What an Arabic word may carry for "it", "her" and "them", in either script and as people type it.
_PRONOUNS = {True: ("ه", "و", "ها", "ا", "هن", "هم", "ن"), False: ("o", "ou", "a", "on", "oun")}


def _spellings(cue: str) -> list[str]:
    """A cue as it stands; one that ends in ``~`` also with each of the pronouns of its script."""
    stem = cue.strip()
    if not stem.endswith("~"):
        return [stem]
    return [stem[:-1], *(stem[:-1] + ending for ending in _PRONOUNS[is_arabic(stem)])]


def _cues(block: str) -> list[str]:
    return [cue for line in block.splitlines() for cue in line.split("|") if cue.strip()]


def _phrases(block: str) -> tuple[tuple[str, ...], ...]:
    return tuple(words(spelling) for cue in _cues(block) for spelling in _spellings(cue))


CUES: dict[str, tuple[tuple[str, ...], ...]] = {
    **{intent: _phrases(block) for intent, block in _CUES.items()},
    "safety": (*_phrases(_CUES["safety"]), *_phrases("|".join(_AGES))),
}
"""Intent -> its cues, each a tuple of folded words. ``delivery?`` gives way to topics that also take time."""

ITS: frozenset[str] = frozenset(
    words(spelling)[-1]
    for block in _CUES.values()
    for cue in _cues(block)
    if cue.strip().endswith("~")
    for spelling in _spellings(cue)[1:]
)
"""Words of cues that speak of something named before: سعرو, "its price"."""
