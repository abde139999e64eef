"""Cues of how people talk and of what went wrong. How they are written is said in ``cues``."""

PEOPLE: dict[str, str] = {
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
}
