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

_SAYING = """
byblos jbeil zouk zgharta ghazir baabda batroun aley nabatieh chouf metn keserwan akkar bekaa bekaa beqaa dora antelias
dbayeh verdun ashrafieh mina bikfaya broummana halba hermel liban noel christmas xmas ramadan eid adha fitr
easter paques
valentine جبيل زوق غزير بعبدا البترون عاليه النبطيه الشوف المتن كسروان عكار البقاع الدوره انطلياس الضبيه فردان
الاشرفيه بيروت صيدا صور طرابلس زحله بعلبك جونيه الحمرا رمضان الاضحي الفطر الميلاد
go goes going gone went come came coming put puts putting drop dropped reduce reduced reduces match matched pass
passed passes reach reaches reached hit hits exceed exceeds fit fits bring brings brought turn turns add adds added
adding remove removes removed stay stayed remain remains start starts started starting begin begins end ends ended
finish count counts counted call calls called calling ask asks asked asking tell tells told say says said saying
show shows shown see sees seen look looks looking find finds found think thinks thought believe know knows known
guess hope hopes wish try tries tried trying give gives gave given giving keep keeps kept hold holds held leave
leaves left lose lost wait waits waiting waited arrive arrives arrived deliver delivers delivering send sends sent
sending ship ships shipped receive receives received charge charged pays paid paying spend spends spent spending
afford affords offers offered offering sound sounds seem seems seemed feel feels work worked does done doing did
made happen happens change changes changed changing update updates updated booked reserve reserved reserving place
placed placing prepare prepared preparing proceed pick picked packed processed register registered recorded noted
understood understand appreciate apologise apologize sorry confirmed confirming check checked checking double repeat
repeated mention mentioned quote quoted quotes calculate calculated works out basically essentially roughly nearly
almost altogether combined together separately apart otherwise anyway besides moreover however therefore meaning
meant mark threshold limit answer amount amounts bill invoice receipt list deal pricing priced money cash value
worth penny bargain saving savings difference gap rest sum maths math calculation breakdown recap summary overview
following above below next previous former old older new newer earlier later latest soon early late already yet
still ever never always often sometimes usually generally typically mostly mainly especially particularly definitely
clearly obviously probably possibly maybe perhaps likely sure certain correct right wrong true false real fair
reasonable decent strong simple simpler easier easiest quick quicker fast faster slow handy practical useful
convenient comfortable complete full empty half triple both either neither none several many few single individual
separate different similar same equal identical main favourite pretty cute elegant cheap pricey costly expensive
steep low lower lowest high higher highest big small tiny large little long tall wide thin thick young adult adults
kid kids child children baby teen teens girl boy man woman mother father mom dad sister brother wife husband
daughter son family friends colleague colleagues boss owner person people somebody someone anybody anyone everybody
nobody guests room morning afternoon night tonight weekend today tomorrow yesterday party holiday summer winter
season weather monday tuesday wednesday thursday friday saturday sunday behind beside message messages chat reply
details description question request problem issue trouble mistake delay reason purpose need needs want wants wanted
preference care fun joy pleasure luck idea advice plan plans step steps way ways thing things stuff something
anything nothing everything excluded excluding exclusive without within under over between among across through
during per via except unless until although though because since so thus hence dépasse dépassent dépassez passer
passe passé passée passent soit soient égal égale chacun chacune chaque valent revenir revient ramène ramener ajoute
ajouter ajoutez ajoutant compte comptez compter faut fallait faudra faire faites fais ferait ferons donne donner
donnez donnent donnerait prévoir prévoyez restera rester reste mettre mets mettez mis mise garder garde gardez
gardent envoyer envoie envoyez envoyé dire dit dites disons parle parler parlons voir voyez voit vois regarder
regardez trouver trouvez trouve trouvé penser pense pensez penserais choisir choisissez choisi choisit préférer
préférez préfère vouloir voulez veux veut voudriez pouvoir pouvez peux peut pourrez pourrait devoir devez dois doit
devrait savoir savez sais sait recevoir recevez recevrez reçoit livrer livrez livrons livré livrée arriver arrivera
partir part partira tenir tient tenez convient convenir conviendrait convenait intéresse intéressent plaît plaira
plairait aller allez allons vais va ira iront venir vient viens venez suffit suffire suffira utiliser utilisez
utilise servir sert servent profiter profitez économisez commence commencer commencez confirmer confirmez confirme
validez valide valider noter noté notée enregistré enregistrée réserve réserver réservez facture addition
récapitulatif récap détail calcul somme régler réglez verser demander demande demandez vérifier vérifie descendre
descendu descend baissé baisse monter augmenter ancien ancienne nouveau nouvelle dernier dernière premier première
deuxième second seconde tout toute toutes tous aucun aucune autre autres plusieurs quelques même mêmes seul seule
moitié tiers environ presque plutôt surtout notamment souvent toujours jamais parfois déjà encore bientôt hier
demain soir matin ensuite enfin puis ainsi cependant pourtant puisque comme lorsque quand afin lequel laquelle
lesquels lesquelles celle celles ceux celui ceci cela rien quelque chose choses idée occasion fête anniversaire
mariage enfant enfants fille fils garçon homme femme mère père soeur frère ami amie amis bébé adulte famille
personne personnes monde facile pratique rapide utile léger légère grand grande gros grosse bas basse haut haute
jeunes vieux joli jolie meilleur meilleure mieux pire bon bonne vrai vraie sûr sûre certaine différent différente
pareil pareille abordable économique raisonnable exact exacte complet complète disponible inclus incluse comprise
offert offerte يعني بيصير بيصيرو بيصيروا صاروا بيطلع بيطلعوا طلع طلعت بيكون بيكونوا بتكون كانت كانوا صارلو صفي بيصفي
بيضل ضل بتدفع بتدفعي بتدفعوا تدفعي ندفع دفعت ادفعي دفعها وفوق وفوقهم فوقهم وفوقها وزائد زائد ناقص وبتزيد منزيد
بينزاد ضيف ضفنا ضفت منضيف بضيف نضيف اضف اضافه اضافي بالاضافه والباقي رح راح بدك بدكن بدكم بدي بدنا بتريد تريد تريدي
حابب حابه بتفضل بتفضلي تفضل تفضلي بيناسبك بيناسب مناسب مناسبه انسب اختار بتختار تختار اختيار اختيارك اختياري خلينا
خليني منحسب حسبت الحساب حساب حسابك الفاتوره فاتوره سلتك السله نازل نزل نزلت نازله نزلنا نزلناه عليها عليه عليك عليكي
عليكن سجل سجلت سجلنا تسجل تسجلت مسجل ثبت ثبتنا منثبت نثبت اكد اكدت اكدنا مناكد ناكد بعث بعت بعتلك ببعت منبعت نبعت
ابعت ابعتلي بعتلي يوصل بيوصل بيوصلك توصل وصل وصلت واصل واصله بتوصل منوصل نوصل خلال ضمن بغضون قبل بعد اثناء عاده
غالبا دائما احيانا ربما يمكن اكيد بالتاكيد طبعا فعلا صراحه بصراحه الحقيقه حقيقه مثلا اذا لما بس لانه لاني لانك كرمال
عشان منشان حتي لحد مع كل شي شيء اشيا حدا واحد كتير قليل شوي شويه اكتر اقل اقوي اخف اسهل اسرع احلي كبير كبيره صغير
صغيره خفيف خفيفه قوي قويه سهل سهله سريع سريعه عملي عمليه مفيد مريح رخيص رخيصه غالي غاليه معقول ممتاز جديد جديده قديم
قديمه نفس نفسه ذات كلا كلاهما كلتا التنين تنيناتهن تنيناتن اتنيناتهن الاتنين والاتنين الاثنين والاثنان ولد اولاد طفل
بنت صبي ام اب اخت اخ زوجه زوج رفيق صديق عيله عائله عيد عرس فكره طريقه سبب مشكله خيار خيارات اقتراح اقتراحين مجموعك
اجمالي والمجموع والتوصيل ومعه ومعها معه معها فيه فيها عليهن منهن منهم الهن الو الها اله لها له هالشي هيك هيكي هلا
هلأ لهلق بعدين بكير متاخر اليوم امس الصبح المسا الليله tnaynon tnaynoun tnayneton tneynon mawjoudin mawjoudeen
metwaffrin khelset khelis sar saro saret bisiro btotla3 byotla3 totla3 tel3o bikoun bikouno kano ken kenu nezel
nezil nazzalna foo2on fo2on fo2a zeyed ne2es ziyede mnzid zid mnhseb 7seb 7sebta 7sebtello hseb badde bade baddak
baddik badkon 7abeb 7abbe 7aba ikhtar bikhtar btekhtar bifaddil btfaddel byenesbak byenseb mnesib mnesbe sajjalet
sajjalna tsajjal sabbatet sabbatna sabbet sabbetlak akkadet akkadna b3at b3ate b3atle ba3atet mneb3at byousal
btousal wosil wosel wasil khilel 3adatan ghaliban dayman yimkin yemkin bijouz sara7a bsara7a masalan lamma la2enno
kermel 3ashen menshen 7atta kel kell kelshi shi hada ktir 2alil shway shwayy aktar a2all a2al akwa akhaf ashal asra3
a7la kbir kbire zghir zghire khafif khafife awe awiye sahel sahle sari3 3amale mfid mri7 rkhis rkhise ghale ghaliye
ma32oul mumtez jdid jdide 2adim 2adime nafs zet walad wled tefel benet bint sabe emm abb ekht akh marte jawze rfi2
3ayle mounesabe mnesabe 3id 3ors fekra tari2a sabab meshkle khiyar khiyarat ektira7 ma3o ma3a ma3on fiyo fiya fiyon
menno menna mennon elo ela elon hek heke halla2 ba3den bakkir met2akhir mbere7 sobo7 masa layle فينا فيني فيي وفينا
اياه ياه ياها
"""

GENERIC: frozenset[str] = (
    STOP_WORDS
    | ORDINARY
    | frozenset(words(_TALK))
    | frozenset(words(_SAYING))
    | frozenset(word for names in CATEGORY_NAMES.values() for name in names.values() for word in words(name))
    | frozenset(word for text in (*SMALL, *HUNDREDS, *THOUSANDS) for word in words(text))
)
"""Folded words of prices, orders, courtesy and grammar, in four languages."""
