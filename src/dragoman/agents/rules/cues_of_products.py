"""Cues of questions about products. How they are written is said in ``cues``."""

PRODUCTS: dict[str, str] = {
    "order": """
        i want to order | want to order | like to order | i want to buy | want to buy | like to buy
        order now | place an order | make an order | how can i order | how do i order | how to order
        how to buy | can i order | can i buy | order it | buy it | i ll take | i will take | to order
        purchase | checkout | buy | order | je veux commander | commander | acheter | je prends
        je la prends | je le prends | passer commande | passer une commande | بدي اطلب | اطلب~
        بدي اشتري | اشتري | كيف بطلب | كيف فيي اطلب | اوردر | اريد شراء | شراء | طلب | باخد | بدي وحده
        بدي واحد | اود شراء | bade wa7ad | badde wa7ad | baddi otlob | bade otlob | otlob | botlob
        btlob | kif botlob | baddi eshtre | bade eshtre | eshtre | eshtri | bade wahad | baddi wahad
        bade we7de | baddi we7de | baddi wa7ad | bade wa7de | badde wa7de | baddi wa7de
        bde wa7de | bde we7de | bde wa7ad | badde we7de | ill take it | i ll take it | i take it | i will take it
        i ll buy it | باخد~ | باخدو | بخدو | be5do | be5da | be5od | bekhdo | bekhda | bakhdo | b5do
        bakhod wa7ad | e5do | ekhdo | 7abe otlob | 7abeb otlob | حابب اطلب | حابه اطلب | ok i want it
        okay i want it | yes i want it | oui je le veux | je les prends | j en prends | je prendrai
        je vais prendre | je vais en prendre | on prend | on va prendre | on prendra | on en prend | je voudrais prendre
        j aimerais prendre | je veux prendre | je souhaite prendre | je souhaite commander | mettez moi | mets moi
        mettez m en | donnez m en | i ll go for | i ll go with | let me get | i wanna order
        ill go for | ill go with
        حابه اخد | حابب اخد | بحب اخد | حابه اشتري
        حابب اشتري | حابه خد | بدي اخد | 7abe e5od | 7abeb e5od | 7abe ekhod | 7abeb ekhod | bde e5od
        bade e5od | badde e5od | baddi e5od | badde ekhod | baddi ekhod | bade ekhod
        il take | i ll get one | i ll get it | i ll get two | i ll get 2 | i ll get 3 | i ll get a | i ll get the
        take my order | take the order | prenez ma commande | notez ma commande""",
    "want": """
        send me | envoyez moi | ابعتلي | ابعتولي | b3atle | b3atoule | if i order | if we order
        si je commande | اذا طلبت | eza talabet | i wanna | اود | اود ان | i want | i need | i d like
        i would like | give me | je veux | je voudrais | j aimerais | بدي | اريد | عايز | عاوز | محتاج
        ابغى | baddi | badde | bade | badi | biddi | i wanna buy | bedde | bedi | bdi | bde
        interested in | anything for | something for | anything to | something to | quelque chose pour
        un truc pour | شي لل | شي ل | shi la | shi lal | gimme | need | need a | il me faut
        j ai besoin | j ai besoin de | بدنا | badna | بلزمني | byelzamne | lezemne | لازمني
        je souhaite | souhaite | je prendrais | j aurais besoin | حابه | حابب | 7abe | 7abeb
        7abib | 7abbe | i want it""",
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
        ba3do mawjoud | ba3do | khalas | avail | avalable | availble | available now | do you still have
        ba2ya | بعدو موجود | بعدا موجوده | لسا في | خلصان | khalsan | khelsan | khelis | back again
        when will it be back | when is it back | when will you have | ra7 yerja3 | بيرجع يتوفر | رح يرجع
        حيرجع | encore disponible | toujours disponible  | mawjoudin | fi mennoun | في منن""",
    "have": """
        do u hv | do you hv | u hv | do u hav | do you hav | do you have | do u have | have you got
        you have | do you sell | do u sell | got any | is there | are there | looking for
        i am looking for | im looking for | avez vous | vous avez | vendez vous | y a t il | je cherche
        عندكم | عندكن | عندك | معكم | لديكم | هل يوجد | بتبيعو | تبيعون | عم فتش | 3andkon | 3andkoun
        3andkun | 3endkon | 3indkon | andkon | 3andak | 3andik | btbi3o | bitbi3o | vous vendez | vendez
        tu as | tu vends | on trouve chez vous""",
    "list": """
        what do you offer | what do u offer | you offer | u offer | what do you sell | everything
        anything new | new arrivals | what s new | whats new | nouveautes | tous les produits
        شو في جديد | شو الجديد | u got | you got | what do you have | what do u have | what do u sell
        what are you selling | what you have | your products | what products | which products
        all products | all your products | the products | products | catalog | catalogue | menu
        price list | list of products | what else | best sellers | bestsellers | what can i buy
        show me everything | que vendez vous | qu est ce que vous vendez | qu est ce que vous avez
        vous vendez quoi | vous avez quoi | vos produits | quels produits | produits | liste | شو عندكم
        شو عندكن | شو في عندكم | شو في عندكن | شو بتبيعو | ايش عندكم | ماذا تبيعون | ماذا لديكم
        ما هي منتجاتكم | منتجات | منتجاتكم | المنتجات | كتالوج | لائحه | شو في | shou 3andkon
        shu 3andkon | sho 3andkon | chou 3andkon | shou 3andkoun | shou 3endkon | shu 3endkon
        shou fi 3andkon | shu fi 3andkon | shou fi | shu fi | shou btbi3o | shu btbi3o | sho btbi3o
        chou btbi3o | shou bitbi3o | muntajet | all prices | all the prices | prices of all
        prices for all | prices of everything | tous les prix | كل الاسعار | اسعار كل | كل المنتجات
        kel l as3ar | kel l montajet | kel shi 3andkon | shou l montajet | شو المنتجات | شو عندكن منتجات
        what items | your items | ur items | price of all | price for all | list of prices
        liste des prix | your collection | vos articles | best seller | bestseller | meilleures ventes
        اكتر شي مبيع | aktar shi mabye3 | what do you carry | anything else | something else
        autre chose | غير شي | شي تاني | shi tene | ghayr shi | others | other products | your prices
        ur prices | اسعاركن | اسعاركم | شو اسعاركن | as3arkon | as3arkoun | shou as3arkon | vos prix
        vos tarifs | prices please | how much are your products | combien coutent vos produits | popular
        most popular | what s popular | trending | best selling | top selling | most sold | اكتر شي
        بينباع | اكتر شي بينباع | الاكثر مبيعا | aktar shi | byenbe3 | se vend le mieux | plus vendu
        le plus vendu | plus vendus | show me more | new products | احلى شي | احلى شي عندكن | a7la shi
        شو احلى | best thing you have""",
    "suggest": """
        should i use | should i take | should i buy | recommend | recommended | recommendation
        que me conseillez | vous me conseillez | conseillez vous | شو بتنصح | شو بتنصحني | شو بتنصحوني
        shou btensa7 | shou btensa7ne | shou btensa7oune | gift | gifts | cadeau | cadeaux | هديه
        هدايا | hdiyye | hdiye | which one should i get | which one should i take | which one should
        which should i | which one for me | best for me | better for me | right for me | good for me
        best one for | which one is best | which is best | which product is best | which one suits
        suits me | advise | advise me | do you advise | what do you advise | do you suggest | suggest me
        suggest | help me choose | what should i use | what should i | what do you recommend
        which one can i use | which one can i | dont know which | don t know which | not sure which
        me convient | me convient le mieux | lequel me convient | lequel choisir | lequel prendre
        lequel me conseillez | le mieux pour moi | mieux pour moi | quoi choisir | que choisir
        conseillez moi | conseille moi | un conseil | votre conseil | que me recommandez
        vous recommandez | que me conseillez vous | شو بتنصحو | بتنصحني | بتنصحوني | بتنصحيني | انصحني
        انصحوني | ايا واحد احسن | ايا واحد افضل | ايا واحد | اي واحد احسن | اي واحد افضل | شو الافضل
        شو الاحسن | شو احسن شي | شو احسن واحد | شو استعمل | شو اخد | شو بيناسبني | ايا واحد بيناسبني
        احسن لالي | افضل لالي | مناسب لالي | ماذا تنصحني | بماذا تنصحني | شو اختار | shou btensa7une
        btensa7ne | btensa7oune | nsa7ne | nsa7oune | shou l afdal | shou l a7san | shou a7san
        shou a7san shi | aya wa7ad | aya wa7ad a7san | ayya wa7ad | ayya wa7de | a7san la ele
        afdal la ele | la ele | mnesib la ele | shou e5od | shou ekhod | shou akhod | shou e5tar
        shou est3mel | shou esta3mel | shou bista3mel | shou byense bne | shou bynesebne | idee cadeau
        gift idea | a present | present for | birthday gift | for a gift | what s good for
        what is good for | which is good for | quel produit | quel produit pour | شو بينفع | شو منيح ل
        شو منيح لل | shou mni7 la | shou byenfa3 | shou byenfa3 la | shou bynfa3 | idee de cadeau | idea
        i should buy | should buy | i should get | i should take | i should use | do you think i should
        what do you think | in your opinion | a ton avis | a votre avis | برأيك | b ra2yak
        which one is for me | is for me | right one for me | for my case | شو الانسب | الانسب
        shou l ansab | l ansab | le plus adapte | plus adapte | what suits | which suits""",
    "discount": """
        تنزلولي | تنزلو | بتنزلو | discount code | discount codes | voucher | expensive | too expensive
        cher | trop cher | غالي | غاليه | ghale | ghalye | discount | discounts | promo | promos
        promotion | promotions | promo code | coupon | special offer | offer | offers | off
        percent off | deal | deals | on sale | any sale | best price | last price | final price
        lower price | if i buy | if i take | if i get | when i buy | buy two | buy 2 | buy three | buy 3
        for two | two pieces | 2 pieces | 3 pieces | for 2 | for 3 | bulk | wholesale | remise | remises
        reduction | rabais | solde | soldes | moins cher | code promo | si j achete | si je prends
        dernier prix | خصم | خصومات | حسم | حسومات | عرض | عروض | تنزيلات | اخر سعر | اذا اخدت
        اذا اشتريت | اذا جبت | جمله | 7asem | 7asm | hasem | khasem | 5asem | tanzilet | tanzilat
        3ourood | 3oroud | akher se3er | akher si3r | eza akhadet | eza 2a5adet | eza jebet
        eza eshtarayt | eza akhadna | too much | very expensive | thats expensive | expensive for me
        cant afford | lower the price | reduce the price | do me a price | special price | good price
        give me a price | un prix | faites moi un prix | faire un prix | un geste | petit prix
        اعمللي سعر | عملولي سعر | راعيني | راعونا | راعيني بالسعر | خففلي | نزللي السعر | كود | كود خصم
        code | ra3ine | ra3ine bel se3er | khaffefle | nazzelle | nazzil l se3er | khasm | 3melo khasem
        3melle khasem | ktir ghale | ghalye ktir | غالي كتير | غلا | trop chere | chere
        si j en prends | percent discount | haggle | negotiable | negociable | تخفضولي
        تخفضو السعر | مجال تخفضو | في مجال | تخفيض | takhfid | bt5affdo | discounted | any discounts
        make it | last price please | do me a discount | better price | sale | 3ared | fi 3ared
        3aleh 3ared | 3leh 3ared | en promotion | reductions | بتعملولي سعر | بتعملو سعر | بتعملولي
        عملولي | 3melle se3er | bta3mlole se3er | bta3mloule""",
    "image": """
        picture | pictures | photo | photos | pic | pics | image | images | show me how it looks
        what does it look like | صوره | صورت~ | صور | شكل~ | soura | sowar | suwar | soret | shakl~
        can i see | could i see | let me see | want to see | wanna see | looks like | look like
        what it looks like | show it | show me a | show me the | see it | photo of | picture of | pic of
        voir | voir le | montrez moi | montre moi | بدي شوف | شوف~ | فرجيني | فرجوني | فرجيني ياه
        farjine | farjini | farjoune | bade chouf | bade shouf | chouf~ | shouf~ | sowra | souwar
        surat | real photos | real pics | more photos | more pictures | more pics | another picture
        صور اكتر | كمان صور | autres photos | plus de photos | video | فيديو | sowar aktar | sawrle
        sawwerle | sawwirle | صورلي | صوريلي | تبعتلي صوره | تبعتولي صور | prenez une photo | fi soura
        fi sora | sora""",
    "details": """
        حابه اخد معلومات | حابب اخد معلومات | بدي اخد معلومات | حابه اخد فكره | حابب اخد فكره | بدي اخد فكره
        7abe e5od ma3loumet | bade e5od ma3loumet | badde e5od ma3loumet | badde e5od fekra
        included | includes | comes with | come with | contient | بيضل | بيدوم | bidal | bidall
        byedoum | diff | tell me about | tell me more | more info | more information | more details
        details | info | information | describe | what is it | what does it do | what s in | what is in
        whats inside | features | specs | specifications | size | dimensions | colour | color | colors
        plus d infos | plus d informations | c est quoi | caracteristiques | taille | couleur | شو هوي
        شو هيدا | شو بيعمل | تفاصيل | معلومات | خبرني عن | خبريني عن | مواصفات~ | لون~ | الوان~ | حجم~
        قياس~ | مكونات~ | shou hayda | shu hayda | shou bya3mel | tafasil | ma3loumet | khaberne 3an
        5aberne 3an | lon~ | alwen~ | what age | for what age | which age | what ages | لاي عمر | لاي سن
        la ayya 3omer | la aya 3omor | quel age | pour quel age | a partir de quel age | كم عمر
        how big | how small | how heavy | how long is | how tall | how wide | capacity | how many in
        weight | how loud | how powerful | ingredients | contents | in the box | inside the box
        jowwet l 3elbe | في جوا | شو في جوا | شو جوا | شو بيجي معو | شو فيه | شو فيها | tell me abt
        tell me more about | what does it come with | what is included | whats included | autonomie
        combien de temps tient | contenu | poids | battery life | does it come in | other colors
        other colours | dure combien | dure combien de temps | duree de vie | tient combien de temps
        bt2oud | byo2ud | bit2oud | بتقعد | بيقعد | بتضل | bit dal | range | used for
        what is it used for | what s it for | sert a quoi | a quoi ca sert | لشو | la shou | for adults
        how many hours | كم ساعه بتضل""",
    "compare": """
        difference | differences | difference between | diff | diff between | vs | versus | compare
        comparison | comparer | comparaison | difference entre | differences entre | quelle difference
        الفرق | فرق | شو الفرق | بيفرق | الفرق بين | قارن | قارنلي | مقارنه | fare2 | far2 | l fare2
        l far2 | shou l fare2 | shou l far2 | byefro2 | 2aren | better than | cheaper than
        stronger than | mieux que | meilleur que | احسن من | افضل من | ارخص من | اقوى من | a7san men
        a7san mn | arkhas men | which is better | which one is better | which is cheaper
        which one is cheaper | which is stronger | lequel est mieux | lequel est le mieux
        lequel est moins cher | lequel est le moins cher | ايا احسن | ايا افضل | ايا ارخص | ayya a7san
        aya a7san | aya arkhas | aya afdal | cheaper | is cheaper | are cheaper | what s better
        which is best | better one | plus fort que | lequel est plus""",
    "cheapest": """
        cheapest | the cheapest | cheapest one | cheapest product | the cheaper | cheaper one
        the cheaper one | lowest price | the less expensive | least expensive | le moins cher
        la moins chere | moins cher possible | ارخص شي | ارخص واحد | ارخص وحده | الارخص | بدي الارخص
        اقل سعر | arkhas shi | arkhas wa7ad | arkhas we7de | l arkhas | el arkhas | ارخص | arkhas
        a less expensive | anything cheaper | something cheaper | cheaper than this | moins cher
        في ارخص | fi arkhas | plus economique""",
    "dearest": """
        most expensive | the most expensive | most expensive one | the dearest | le plus cher
        la plus chere | اغلى شي | اغلى واحد | الاغلى | aghla shi | aghla wa7ad | l aghla
        the best one you have""",
    "similar": """
        similar | something similar | anything similar | alternative | alternatives | like it
        same thing but | similaire | un equivalent | متلو | متله | شبيه | بديل | شي متلو | metlo
        chi metlo | shi metlo | badil | shabih""",
}
