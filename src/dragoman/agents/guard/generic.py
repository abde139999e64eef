"""Words that name nothing a shop could sell: what replies are made of besides products."""

from dragoman.agents.guard.numbers import HUNDREDS, SMALL, THOUSANDS
from dragoman.agents.rules.stopwords import ORDINARY, STOP_WORDS
from dragoman.agents.rules.wording import CATEGORY_NAMES
from dragoman.catalogue.fold import words

_TALK = """
قسم القسم اقسام قسمنا section category categorie rayon
already smaller bigger larger easy easily cute fine okay byekhod btekhod byousal mnwassel idea ideas pick pick's perfect
ideal gift gifts event events travel works working understand certainly definitely absolutely moment details info
down akhadet akhadt akhadit takhod tekhod btekhod btakhod 2akhadet khadet akhdet akhod shtarayt talabet talabt bta3tik
اخذت اخدت تاخذ تاخد طلبت بتاخد خذ خود prends prenez prendre achetez achete acheter prend commandez
price prices cost costs total subtotal delivery shipping order orders ordering discount discounts offer
offers quantity qty stock available availability item items product products each unit summary details detail
address name phone number city area payment pay cash card fee fees note notes important confirm confirmed
confirmation status new packed way delivered cancelled free from until after before only just now today still
currently right great good best perfect sure course absolutely thanks thank welcome happy glad hello morning
evening please yes here is are was also plus both all including includes include included comes come goes
means amount sum final deal choice choose popular favourite favorite bestseller recommend recommended
suggestion option options version versions colour colours color colors size sizes model piece pieces pack
packs set sets box bundle three two one four five six customers customer people everyone team shop closest
nearest proche الاقرب اقرب store website online brand company question questions answer help need needs like
love want would could happy enjoy ready quality original special regular usual normal actual current latest
nice lovely cool awesome wonderful amazing super little lot lots many much more most less least few enough
about around instead later soon again back with without per pair month week day year hour minute days weeks
hours minutes months years time times date business working stay stays stands sits set sells selling sold buy
bought buying get gets getting save saves keep cheaper cheapest expensive affordable budget total altogether
currency dollars dollar lira usd lbp hotel friend gift let know send listed list lists per afraid
unfortunately sorry lower exactly precisely fixed rate inclusive tax taxes vat extra whole entire alone
itself single normally simply really quite honestly actually basically either neither than then take takes
taking make makes comparison compare difference between versus while though although because since lebanon
beirut tripoli sidon saida tyre zahle jounieh baalbek lebanese usa dubai uae hamra achrafieh door doorstep
based located location branch warehouse market online shop's place reply request moment second wait prix
coute coutent cout livraison commande commandes total sous remise reduction offre offres quantite disponible
stock article articles produit produits chaque unite adresse nom telephone numero ville paiement especes
carte frais note important confirme confirmation statut gratuit gratuite partir jusqu apres avant seulement
maintenant aujourd toujours actuellement parfait bien sur merci bonjour bonsoir voici aussi ensemble compris
montant somme piece pieces lot coffret recommande conseille couleur couleurs taille modele boutique equipe
question aide besoin pret prete qualite original notre votre nos vos leur cette celui pour avec sans dans
entre juste environ exactement vendu vendue vend coutera revient reviennent affiche affichee fixe moins cher
chere petit petite grand grande beau belle super excellent excellente client clients vraiment uniquement
simplement malheureusement desole desolee fait font liban beyrouth jour jours semaine reste restent encore
dispo propose proposons avons actuel actuelle normal normalement habituel donc alors ici pres chez سعر السعر
سعره سعرها سعرهن اسعار توصيل التوصيل طلب الطلب طلبك طلبيه الطلبيه طلبيتك مجموع المجموع الاجمالي خصم عرض عروض
كميه الكميه متوفر متوفره موجود موجوده مخزون قطعه القطعه قطع منتج منتجات المنتج المنتجات رقم الاسم اسم العنوان
عنوان الهاتف هاتف تلفون المدينه مدينه الدفع نقدا كلفه الكلفه رسوم ملاحظه تاكيد مؤكد حاله مجاني مجانا ابتداء
فقط الان هلق حاليا حالياً اليوم لسا بعد قبل تمام اكيد طبعا شكرا اهلا مرحبا نعم ايضا كمان كل كلهم سوا مع بدون
حوالي بالضبط لون الوان حجم قياس موديل متجر متجرنا محل محلنا فريق فريقنا سؤال مساعده حاجه جاهز جوده اصلي خاص
زبون زباين الزبائن للاسف عذرا بيكلف يكلف تكلفه حق حقه حقها ثمن ثمنه دولار ليره لبنان بيروت يوم ايام اسبوع
ساعه افضل احسن ارخص اغلى عندنا لدينا عنا بقي باقي اخر فيك فيكي ممكن بتحب تحب حضرتك الواحد الواحده للقطعه
للواحد التالي كالتالي بسعر الحالي النهائي تقريبا كان بدل نوع انواع شي منو منها هيدا هيدي هذا هذه صار صارت
يكون تكون بيصير بيطلع يعني لانو لان حسب كامل كامله واحد se3r se3ro se3ra si3r si3ro si3ra 7a2 7a2o 7a2a 7a22o
ha2o tawsil talab talabak talabiye majmou3 3ard khasem 7asem mawjoud mawjoude metwaffar mtwaffar et3a 2et3a
lal bas hal2 halla2 hala2 hallak hala taman tamem akid tab3an shukran merci marhaba ahla kamen kamein kello
kella sawa ma3 bala 7awele lon alwen 7ajm mahal ma7al fari2 se2al musa3ade jehez asle lebnen beirut yom ayyem
se3a a7san arkhas aghla 3anna 3enna 3ena be2e ba2e akher fik fike momken bet7eb bit7eb wa7ad we7de kan kenet
badal naw3 shi menno menna sar ykoun bisir byetla3 la2anno 7asab hayde hayda huwe huwwe hiye hiyye for lel
bel dollar dolar lira alf lebnene bkallif bikallif btedfa3 hiyyi howwe fi fiya fiyo
"""

GENERIC: frozenset[str] = (
    STOP_WORDS
    | ORDINARY
    | frozenset(words(_TALK))
    | frozenset(word for names in CATEGORY_NAMES.values() for name in names.values() for word in words(name))
    | frozenset(word for text in (*SMALL, *HUNDREDS, *THOUSANDS) for word in words(text))
)
"""Folded words of prices, orders, courtesy and grammar, in four languages."""
