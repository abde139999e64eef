"""Every sentence of the rules agent, in the languages it writes. ``say`` fills them in."""

from dragoman.agents.rules.wording_choices import CHOICE_WORDING
from dragoman.agents.rules.wording_kinds import KIND_WORDING

WORDING: dict[str, dict[str, str]] = {
    **KIND_WORDING,
    **CHOICE_WORDING,
    "intro": {
        "en": "Hi, I'm {brands} automated assistant.",
        "ar": "أهلاً، أنا المساعد الآلي لـ {brand}.",
        "fr": "Bonjour, je suis l'assistant automatique de {brand}.",
    },
    "intro_named": {
        "en": "Hi, I'm {name}, {brands} automated assistant.",
        "ar": "أهلاً، أنا {name}، المساعد الآلي لـ {brand}.",
        "fr": "Bonjour, je suis {name}, l'assistant automatique de {brand}.",
    },
    "hello": {"en": "Hello!", "ar": "أهلاً!", "fr": "Bonjour !"},
    "help": {
        "en": "How can I help? Ask me about products, prices or delivery.",
        "ar": "كيف فيي ساعدك؟ اسألني عن المنتجات أو الأسعار أو التوصيل.",
        "fr": "Comment puis-je vous aider ? Produits, prix, livraison : demandez-moi.",
    },
    "thanks": {"en": "You're welcome!", "ar": "على الرحب والسعة!", "fr": "Avec plaisir !"},
    "ack": {
        "en": "Great. Is there anything else you would like to know?",
        "ar": "تمام. هل تحب أن تعرف شيئاً آخر؟",
        "fr": "Très bien. Souhaitez-vous savoir autre chose ?",
    },
    "sticker": {
        "en": "😊 How can I help?",
        "ar": "😊 كيف فيي ساعدك؟",
        "fr": "😊 Comment puis-je vous aider ?",
    },
    "bot": {
        "en": "Yes, I'm {brands} automated assistant. If you prefer a person, just say so.",
        "ar": "نعم، أنا المساعد الآلي لـ {brand}. إذا كنت تفضّل التحدث مع شخص، فقط قل لي.",
        "fr": "Oui, je suis l'assistant automatique de {brand}. Si vous préférez une personne, dites-le-moi.",
    },
    "bot_named": {
        "en": "I'm {name}, {brands} automated assistant. If you prefer a person, just say so.",
        "ar": "أنا {name}، المساعد الآلي لـ {brand}. إذا كنت تفضّل التحدث مع شخص، فقط قل لي.",
        "fr": "Je suis {name}, l'assistant automatique de {brand}. Si vous préférez une personne, dites-le-moi.",
    },
    "human": {
        "en": "Of course. I'm passing you to a person from our team, who will answer you here.",
        "ar": "بالتأكيد. سأحوّلك إلى شخص من فريقنا وسيجيبك هنا.",
        "fr": "Bien sûr. Je vous passe une personne de notre équipe, qui vous répondra ici.",
    },
    "guard_person": {
        "en": (
            "I want to be sure of what I tell you, so I'm passing you to a person from our team, who will "
            "answer you here."
        ),
        "ar": "أريد أن أكون متأكداً مما أقوله لك، لذلك سأحوّلك إلى شخص من فريقنا وسيجيبك هنا.",
        "fr": (
            "Je préfère être sûr de ce que je vous dis : je vous passe une personne de notre équipe, qui vous "
            "répondra ici."
        ),
    },
    "angry": {
        "en": "I'm sorry about that. I'm passing you to a person from our team, who will answer you here.",
        "ar": "أعتذر منك عن ذلك. سأحوّلك إلى شخص من فريقنا وسيجيبك هنا.",
        "fr": "Je suis désolé. Je vous passe une personne de notre équipe, qui vous répondra ici.",
    },
    "problem": {
        "en": "I'm sorry about the trouble. I've told our team.",
        "ar": "أعتذر عن الإزعاج. أبلغت فريقنا.",
        "fr": "Désolé pour ce souci. J'ai prévenu notre équipe.",
    },
    "send_order": {
        "en": "Please send your order number and what happened.",
        "ar": "أرسل لنا من فضلك رقم الطلب وما حدث.",
        "fr": "Envoyez-nous votre numéro de commande et ce qui s'est passé.",
    },
    "caption_note": {
        "en": "I can't open the attachment myself, so I've told our team.",
        "ar": "لا أستطيع فتح المرفق بنفسي، لذلك أبلغت فريقنا.",
        "fr": "Je ne peux pas ouvrir la pièce jointe moi-même, j'ai donc prévenu notre équipe.",
    },
    "order": {
        "en": (
            "Gladly! {items} I've told our team that you would like "
            "to order; a person will take your details here."
        ),
        "ar": "بكل سرور! {items} أبلغت فريقنا أنك تريد الطلب، وسيأخذ شخص منا معلوماتك هنا.",
        "fr": (
            "Avec plaisir ! {items} J'ai prévenu notre équipe que vous "
            "souhaitez commander ; une personne prendra vos coordonnées ici."
        ),
    },
    "order_what": {
        "en": "Gladly! Which product would you like to order?",
        "ar": "بكل سرور! أي منتج تريد أن تطلب؟",
        "fr": "Avec plaisir ! Quel produit souhaitez-vous commander ?",
    },
    "order_offer": {
        "en": "Would you like to order it?",
        "ar": "هل تريد أن تطلبه؟",
        "fr": "Souhaitez-vous le commander ?",
    },
    "order_button": {"en": "Order", "ar": "اطلب", "fr": "Commander"},
    "order_noted": {
        "en": "Thank you, I've passed this on to our team; a person will take care of your order here.",
        "ar": "شكراً، أوصلت ذلك إلى فريقنا، وسيهتم شخص منا بطلبك هنا.",
        "fr": "Merci, j'ai transmis à notre équipe ; une personne s'occupera de votre commande ici.",
    },
    "order_status": {
        "en": (
            "I can't see orders myself, so I've asked our team to "
            "check. Please send your order number if you have it."
        ),
        "ar": "لا أستطيع رؤية الطلبات بنفسي، لذلك طلبت من فريقنا التحقق. أرسل رقم الطلب إن كان معك.",
        "fr": (
            "Je ne vois pas les commandes, j'ai donc demandé à notre "
            "équipe. Envoyez votre numéro de commande si vous l'avez."
        ),
    },
    "opted_out": {
        "en": "Done: no more advertising from {brand}. When you have a question, just write to us.",
        "ar": "تم: لن تصلك إعلانات من {brand} بعد الآن. إذا كان عندك سؤال، اكتب لنا في أي وقت.",
        "fr": "C'est noté : plus de publicité de {brand}. Si vous avez une question, écrivez-nous.",
    },
    "price": {
        "en": "*{name}* is {price}.",
        "ar": "سعر *{name}* هو {price}.",
        "fr": "*{name}* est à {price}.",
    },
    "price_was": {
        "en": "*{name}* is {price} (was {was}).",
        "ar": "سعر *{name}* هو {price} (كان {was}).",
        "fr": "*{name}* est à {price} (avant : {was}).",
    },
    "price_variants": {
        "en": "*{name}*: {variants}.",
        "ar": "*{name}*: {variants}.",
        "fr": "*{name}* : {variants}.",
    },
    "price_from": {
        "en": "*{name}* starts from {price}.",
        "ar": "سعر *{name}* يبدأ من {price}.",
        "fr": "*{name}* est à partir de {price}.",
    },
    "stock_in": {"en": "It's in stock.", "ar": "متوفر حالياً.", "fr": "Il est en stock."},
    "stock_out": {
        "en": "It's out of stock right now.",
        "ar": "غير متوفر حالياً.",
        "fr": "Il est en rupture de stock.",
    },
    "stock_check": {
        "en": "I'll check with our team whether it's available.",
        "ar": "سأتحقق مع فريقنا إن كان متوفراً.",
        "fr": "Je vérifie avec notre équipe s'il est disponible.",
    },
    "detail_check": {
        "en": "I'm checking that detail with our team.",
        "ar": "سأتحقق من هذا التفصيل مع فريقنا.",
        "fr": "Je vérifie ce détail avec notre équipe.",
    },
    "no_image": {
        "en": "I don't have a picture at hand, so I've asked our team for one.",
        "ar": "ليس لدي صورة الآن، لذلك طلبتها من فريقنا.",
        "fr": "Je n'ai pas de photo sous la main, j'en ai demandé une à notre équipe.",
    },
    "which": {"en": "Which one do you mean?", "ar": "أي واحد تقصد؟", "fr": "Lequel voulez-vous dire ?"},
    "near": {
        "en": "I couldn't find exactly that. The closest I have:",
        "ar": "لم أجد هذا تماماً. الأقرب عندي:",
        "fr": "Je n'ai pas trouvé exactement cela. Le plus proche :",
    },
    "not_found": {
        "en": "I couldn't find that in our shop.",
        "ar": "لم أجد هذا في متجرنا.",
        "fr": "Je n'ai pas trouvé cela dans notre boutique.",
    },
    "price_of_what": {
        "en": "Which product would you like the price of?",
        "ar": "سعر أي منتج تريد أن تعرف؟",
        "fr": "De quel produit souhaitez-vous le prix ?",
    },
    "which_product": {
        "en": "Which product do you mean?",
        "ar": "أي منتج تقصد؟",
        "fr": "De quel produit parlez-vous ?",
    },
    "list": {"en": "Here is what we have:", "ar": "هذا ما عندنا:", "fr": "Voici ce que nous avons :"},
    "list_categories": {
        "en": "Here is what we have. Pick a category:",
        "ar": "هذا ما عندنا. اختر قسماً:",
        "fr": "Voici ce que nous avons. Choisissez une catégorie :",
    },
    "list_empty": {
        "en": "Our product list is empty at the moment. I've told our team.",
        "ar": "لائحة منتجاتنا فارغة حالياً. أبلغت فريقنا.",
        "fr": "Notre liste de produits est vide pour le moment. J'ai prévenu notre équipe.",
    },
    "in_category": {"en": "{category}:", "ar": "{category}:", "fr": "{category} :"},
    "opener": {"en": "See the list", "ar": "عرض اللائحة", "fr": "Voir la liste"},
    "more": {"en": "More", "ar": "المزيد", "fr": "Suite"},
    "others": {"en": "Other products", "ar": "منتجات أخرى", "fr": "Autres produits"},
    "offer_each": {
        "en": "{n} for {price} each",
        "ar": "{n} قطع، القطعة بـ {price}",
        "fr": "{n} à {price} pièce",
    },
    "offer_total": {
        "en": "{n} for {price} in total",
        "ar": "{n} قطع بـ {price}",
        "fr": "{n} pour {price} au total",
    },
    "offers": {"en": "*{name}*: {offers}.", "ar": "*{name}*: {offers}.", "fr": "*{name}* : {offers}."},
    "no_offer": {
        "en": (
            "I have no special offer on it. I've asked our team whether they can do better; "
            "they will answer you here."
        ),
        "ar": "لا يوجد عندي عرض خاص عليه. سألت فريقنا إن كان بالإمكان أحسن وسيجيبك هنا.",
        "fr": (
            "Je n'ai pas d'offre spéciale dessus. J'ai demandé à notre équipe "
            "si elle peut faire mieux ; elle vous répondra ici."
        ),
    },
    "offer_what": {
        "en": "Tell me which product, and I'll look whether there is an offer on it.",
        "ar": "قل لي أي منتج، وسأرى إن كان عليه عرض.",
        "fr": "Dites-moi quel produit, et je regarde s'il y a une offre.",
    },
    "deliver_in": {"en": "We deliver to {area}.", "ar": "نوصل إلى {area}.", "fr": "Nous livrons : {area}."},
    "all_lebanon": {"en": "all of Lebanon", "ar": "كل لبنان", "fr": "tout le Liban"},
    "delivery_free": {"en": "Delivery is free.", "ar": "التوصيل مجاني.", "fr": "La livraison est gratuite."},
    "delivery_fee": {
        "en": "Delivery is {fee}.",
        "ar": "كلفة التوصيل {fee}.",
        "fr": "La livraison est à {fee}.",
    },
    "delivery_from": {
        "en": "Delivery is {fee}, and free from {free_from}.",
        "ar": "كلفة التوصيل {fee}، ومجاني ابتداءً من {free_from}.",
        "fr": "La livraison est à {fee}, gratuite à partir de {free_from}.",
    },
    "free_from": {
        "en": "Delivery is free from {free_from}.",
        "ar": "التوصيل مجاني ابتداءً من {free_from}.",
        "fr": "La livraison est gratuite à partir de {free_from}.",
    },
    "days_range": {
        "en": "It takes {least} to {most} days.",
        "ar": "يستغرق من {least} إلى {most} أيام.",
        "fr": "Il faut {least} à {most} jours.",
    },
    "days": {"en": "It takes {most} day(s).", "ar": "المدة: {most} يوم.", "fr": "Il faut {most} jour(s)."},
    "abroad_no": {
        "en": "We don't deliver abroad.",
        "ar": "لا نوصل إلى خارج البلاد.",
        "fr": "Nous ne livrons pas à l'étranger.",
    },
    "abroad_ask": {
        "en": "For delivery abroad, I've asked our team: they will answer you here.",
        "ar": "بالنسبة للتوصيل إلى الخارج، سألت فريقنا وسيجيبك هنا.",
        "fr": "Pour une livraison à l'étranger, j'ai demandé à notre équipe : elle vous répondra ici.",
    },
    "check": {
        "en": "I want to be sure about {topic}, so I'm checking with our team; they will answer you here.",
        "ar": "أريد أن أكون متأكداً بخصوص {topic}، لذلك أتحقق مع فريقنا وسيجيبك هنا.",
        "fr": "Je préfère être sûr pour {topic} : je vérifie avec notre équipe, qui vous répondra ici.",
    },
    "comma": {"en": ", ", "ar": "، ", "fr": ", "},
    "and": {"en": " and ", "ar": " و", "fr": " et "},
    "unreadable": {
        "en": "Sorry, I can't open {what} yet. I've told our team; if you write it to me, I can answer.",
        "ar": "عذراً، لا أستطيع فتح {what} بعد. أبلغت فريقنا؛ وإذا كتبت لي أستطيع أن أجيب.",
        "fr": (
            "Désolé, je ne peux pas encore ouvrir {what}. J'ai prévenu "
            "notre équipe ; si vous m'écrivez, je peux répondre."
        ),
    },
    "location": {
        "en": "Thank you for the location.",
        "ar": "شكراً على إرسال الموقع.",
        "fr": "Merci pour la localisation.",
    },
    "rephrase": {
        "en": (
            "I'm not sure I understood. Could you say it another way? I can "
            "help with products, prices and delivery, or call a person."
        ),
        "ar": (
            "لست متأكداً أنني فهمت. هل يمكنك قولها بطريقة أخرى؟ "
            "أساعدك في المنتجات والأسعار والتوصيل، أو أنادي شخصاً."
        ),
        "fr": (
            "Je ne suis pas sûr d'avoir compris. Pouvez-vous le dire autrement ? Je réponds "
            "sur les produits, les prix et la livraison, ou j'appelle une personne."
        ),
    },
}

TOPIC_NAMES: dict[str, dict[str, str]] = {
    "delivery": {"en": "delivery", "ar": "التوصيل", "fr": "la livraison"},
    "delivery fee": {"en": "the delivery fee", "ar": "كلفة التوصيل", "fr": "les frais de livraison"},
    "delivery time": {"en": "the delivery time", "ar": "مدة التوصيل", "fr": "le délai de livraison"},
    "delivery abroad": {
        "en": "delivery abroad",
        "ar": "التوصيل إلى الخارج",
        "fr": "la livraison à l'étranger",
    },
    "payment": {"en": "payment", "ar": "طريقة الدفع", "fr": "le paiement"},
    "returns": {"en": "returns", "ar": "الإرجاع والتبديل", "fr": "les retours"},
    "warranty": {"en": "the warranty", "ar": "الكفالة", "fr": "la garantie"},
    "hours": {"en": "our opening hours", "ar": "ساعات العمل", "fr": "nos horaires"},
    "location": {"en": "our address", "ar": "عنواننا", "fr": "notre adresse"},
    "usage": {"en": "how to use it", "ar": "طريقة الاستعمال", "fr": "le mode d'emploi"},
    "safety": {"en": "safety", "ar": "الأمان", "fr": "la sécurité"},
    "results": {"en": "the results", "ar": "النتائج", "fr": "les résultats"},
    "storage": {"en": "the shelf life", "ar": "الصلاحية", "fr": "la conservation"},
    "contact": {"en": "how to reach us", "ar": "طريقة الاتصال بنا", "fr": "nos coordonnées"},
    "authenticity": {"en": "whether it is original", "ar": "إن كان أصلياً", "fr": "l'authenticité"},
    "image": {"en": "a picture", "ar": "الصورة", "fr": "une photo"},
    "discounts": {"en": "offers", "ar": "العروض", "fr": "les offres"},
    "other": {"en": "that", "ar": "ذلك", "fr": "cela"},
}

KIND_NAMES: dict[str, dict[str, str]] = {
    "image": {"en": "pictures", "ar": "الصور", "fr": "les photos"},
    "voice": {"en": "voice messages", "ar": "الرسائل الصوتية", "fr": "les messages vocaux"},
    "audio": {"en": "audio files", "ar": "الملفات الصوتية", "fr": "les fichiers audio"},
    "video": {"en": "videos", "ar": "الفيديوهات", "fr": "les vidéos"},
    "document": {"en": "documents", "ar": "المستندات", "fr": "les documents"},
    "contact": {"en": "shared contacts", "ar": "جهات الاتصال", "fr": "les contacts partagés"},
    "infected": {"en": "that file", "ar": "هذا الملف", "fr": "ce fichier"},
    "other": {"en": "this kind of message", "ar": "هذا النوع من الرسائل", "fr": "ce type de message"},
}

CATEGORY_NAMES: dict[str, dict[str, str]] = {
    "tech": {"en": "Tech", "ar": "تكنولوجيا", "fr": "Technologie"},
    "car": {"en": "Car", "ar": "سيارة", "fr": "Voiture"},
    "home": {"en": "Home", "ar": "منزل", "fr": "Maison"},
    "kitchen": {"en": "Kitchen", "ar": "مطبخ", "fr": "Cuisine"},
    "beauty": {"en": "Beauty", "ar": "تجميل", "fr": "Beauté"},
    "wellness": {"en": "Wellness", "ar": "صحة", "fr": "Bien-être"},
    "kids": {"en": "Kids", "ar": "أطفال", "fr": "Enfants"},
    "tools": {"en": "Tools", "ar": "عدّة", "fr": "Outils"},
    "outdoor": {"en": "Outdoor", "ar": "رحلات", "fr": "Plein air"},
}
