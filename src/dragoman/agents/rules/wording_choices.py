"""What the rules agent says when it advises, compares, or speaks of hours, places and of the talk itself."""

CHOICE_WORDING: dict[str, dict[str, str]] = {
    "recommend": {"en": "I'd suggest this one:", "ar": "أنصحك بهذا:", "fr": "Je vous conseille celui-ci :"},
    "need": {
        "en": "Happy to help you choose!",
        "ar": "يسعدني أن أساعدك في الاختيار!",
        "fr": "Je vous aide volontiers à choisir !",
    },
    "need_about": {
        "en": "Tell me a little more ({topics}):",
        "ar": "أخبرني أكثر ({topics}):",
        "fr": "Dites-m'en un peu plus ({topics}) :",
    },
    "best_for": {"en": "Best for: {needs}.", "ar": "الأنسب لـ: {needs}.", "fr": "Idéal pour : {needs}."},
    "similar": {"en": "Similar ones we have:", "ar": "لدينا ما يشبهه:", "fr": "Nous avons de semblable :"},
    "within_budget": {"en": "For that budget:", "ar": "بهذه الميزانية:", "fr": "Dans ce budget :"},
    "closest_category": {
        "en": "We don't have that in our shop. The closest we have is in {category}:",
        "ar": "لم أجد هذا في متجرنا. الأقرب إليه: {category}",
        "fr": "Nous n'avons pas cela. Le plus proche se trouve dans {category} :",
    },
    "refused": {
        "en": "I'm {brands} shop assistant, so that is all I do: products, prices, delivery. What can I find for you?",
        "ar": "أنا مساعد متجر {brand}، وعملي المنتجات والأسعار والتوصيل فقط. عمّ تبحث؟",
        "fr": "Je suis l'assistant de la boutique {brand} : produits, prix, livraison. Que cherchez-vous ?",
    },
    "smalltalk": {
        "en": "😊 I know our products better than that. What can I find for you?",
        "ar": "😊 أعرف منتجاتنا أكثر من ذلك. عمّ تبحث؟",
        "fr": "😊 Je m'y connais mieux en produits. Que cherchez-vous ?",
    },
    "language": {
        "en": "Write to me in English, Arabic, French or Arabizi, as you like. I answer in: {languages}.",
        "ar": "اكتب لي بالعربية أو الإنكليزية أو الفرنسية كما تحب. أجيب بـ: {languages}.",
        "fr": "Écrivez-moi en français, arabe, anglais ou arabizi. Je réponds en : {languages}.",
    },
    "abuse": {
        "en": "I'm sorry that you're upset. I'd like to help: tell me what you need, or shall I call a person?",
        "ar": "أعتذر إن كنت منزعجاً. أحب أن أساعدك: قل لي ما تحتاج، أو هل أنادي شخصاً؟",
        "fr": "Je suis désolé que vous soyez fâché. Dites-moi ce qu'il vous faut, ou voulez-vous une personne ?",
    },
    "person_button": {"en": "Talk to a person", "ar": "التحدث مع شخص", "fr": "Une personne"},
    "products_button": {"en": "Products", "ar": "المنتجات", "fr": "Produits"},
    "delivery_button": {"en": "Delivery", "ar": "التوصيل", "fr": "Livraison"},
    "rephrase_again": {
        "en": "Sorry, I still don't understand. What is it about?",
        "ar": "عذراً، لم أفهم بعد. عمّ سؤالك؟",
        "fr": "Désolé, je ne comprends toujours pas. De quoi s'agit-il ?",
    },
    "open_now": {
        "en": "We're open now, until {time}.",
        "ar": "نحن فاتحون الآن حتى {time}.",
        "fr": "Nous sommes ouverts, jusqu'à {time}.",
    },
    "closed_now": {
        "en": "We're closed now and open again {when}.",
        "ar": "نحن مغلقون الآن ونفتح {when}.",
        "fr": "Nous sommes fermés ; nous rouvrons {when}.",
    },
    "away": {
        "en": "Our team is away now and will be back {when}.",
        "ar": "لا أحد من فريقنا هنا الآن، ونعود {when}.",
        "fr": "Notre équipe n'est pas là en ce moment et revient {when}.",
    },
    "today_at": {"en": "today at {time}", "ar": "اليوم الساعة {time}", "fr": "aujourd'hui à {time}"},
    "tomorrow_at": {"en": "tomorrow at {time}", "ar": "غداً الساعة {time}", "fr": "demain à {time}"},
    "day_at": {"en": "on {day} at {time}", "ar": "{day} الساعة {time}", "fr": "{day} à {time}"},
    "closed": {"en": "closed", "ar": "مغلق", "fr": "fermé"},
    "location_pin": {"en": "Here is where we are.", "ar": "هذا موقعنا.", "fr": "Voici où nous sommes."},
    "location_area": {
        "en": "The pin shows only the area, {area}. I'm asking our team for the exact address.",
        "ar": "العلامة تدل على المنطقة فقط، {area}. سأسأل فريقنا عن العنوان الدقيق.",
        "fr": "Le repère montre seulement la zone, {area}. Je demande l'adresse exacte à notre équipe.",
    },
}

DAY_NAMES: dict[str, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ar": ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
"""The days of the week, Monday first."""

LANGUAGE_NAMES: dict[str, dict[str, str]] = {
    "en": {"en": "English", "ar": "الإنكليزية", "fr": "anglais"},
    "ar": {"en": "Arabic", "ar": "العربية", "fr": "arabe"},
    "fr": {"en": "French", "ar": "الفرنسية", "fr": "français"},
}

ASK_FIRST: dict[str, dict[str, str]] = {
    "main goal": {"ar": "الهدف", "fr": "votre but"},
    "time frame": {"ar": "متى تريد النتيجة", "fr": "votre délai"},
    "tooth sensitivity": {"ar": "حساسية الأسنان", "fr": "sensibilité des dents"},
    "budget": {"ar": "الميزانية", "fr": "budget"},
    "age": {"ar": "العمر", "fr": "âge"},
    "size": {"ar": "القياس", "fr": "taille"},
    "colour": {"ar": "اللون", "fr": "couleur"},
}
"""What shops often ask first, for who is answered in another language than the shop file's."""
