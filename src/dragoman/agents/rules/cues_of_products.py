"""Cues of questions about products. How they are written is said in ``cues``."""

PRODUCTS: dict[str, str] = {
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
