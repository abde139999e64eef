"""What the rules agent says to messages that are not words, in the languages it writes."""

KIND_WORDING: dict[str, dict[str, str]] = {
    "location_delivery": {
        "en": "Thank you, I've passed this place on to our team for the delivery.",
        "ar": "شكراً، أوصلت هذا الموقع إلى فريقنا من أجل التوصيل.",
        "fr": "Merci, j'ai transmis ce lieu à notre équipe pour la livraison.",
    },
    "contact_shared": {
        "en": "Thank you for the contact. I've passed it on to our team.",
        "ar": "شكراً على جهة الاتصال. أوصلتها إلى فريقنا.",
        "fr": "Merci pour le contact. Je l'ai transmis à notre équipe.",
    },
    "flow_reply": {
        "en": "Thank you, I've received your answers and passed them on to our team.",
        "ar": "شكراً، وصلتني إجاباتك وأوصلتها إلى فريقنا.",
        "fr": "Merci, j'ai bien reçu vos réponses et les ai transmises à notre équipe.",
    },
    "payment_noted": {
        "en": "Thank you. I've told our team about the payment; a person will confirm it here.",
        "ar": "شكراً. أبلغت فريقنا بالدفعة، وسيؤكدها شخص منا هنا.",
        "fr": "Merci. J'ai prévenu notre équipe du paiement ; une personne le confirmera ici.",
    },
    "noted": {
        "en": "Thank you, that's noted.",
        "ar": "شكراً، تم تسجيل ذلك.",
        "fr": "Merci, c'est noté.",
    },
    "infected": {
        "en": (
            "Your file was stopped by a virus check, so nobody has opened it. Don't worry: please send it again "
            "in another way, as a photo for example, or write to me what it says."
        ),
        "ar": (
            "أوقف فحص الفيروسات ملفك، فلم يفتحه أحد. لا تقلق: أرسله من فضلك مرة ثانية بطريقة أخرى، "
            "كصورة مثلاً، أو اكتب لي ما فيه."
        ),
        "fr": (
            "Votre fichier a été arrêté par l'antivirus, personne ne l'a ouvert. Pas d'inquiétude : renvoyez-le "
            "autrement, en photo par exemple, ou écrivez-moi ce qu'il contient."
        ),
    },
    "cart": {
        "en": "Thank you for your order:",
        "ar": "شكراً على طلبك:",
        "fr": "Merci pour votre commande :",
    },
    "cart_one": {
        "en": "{n} × *{name}*: {price}",
        "ar": "{n} × *{name}*: {price}",
        "fr": "{n} × *{name}* : {price}",
    },
    "cart_line": {
        "en": "{n} × *{name}*: {each} each, {price}",
        "ar": "{n} × *{name}*: القطعة {each}، المجموع {price}",
        "fr": "{n} × *{name}* : {each} pièce, {price}",
    },
    "cart_unsettled": {
        "en": "{n} × *{name}*: our team will tell you the price",
        "ar": "{n} × *{name}*: سيخبرك فريقنا بالسعر",
        "fr": "{n} × *{name}* : notre équipe vous dira le prix",
    },
    "cart_unknown": {
        "en": "{n} × an item that our team will check",
        "ar": "{n} × قطعة سيتحقق منها فريقنا",
        "fr": "{n} × un article que notre équipe vérifie",
    },
    "cart_total": {
        "en": "Total without delivery: {total}.",
        "ar": "المجموع دون التوصيل: {total}.",
        "fr": "Total sans livraison : {total}.",
    },
    "cart_so_far": {
        "en": "So far, without delivery: {total}.",
        "ar": "حتى الآن، دون التوصيل: {total}.",
        "fr": "Pour l'instant, sans livraison : {total}.",
    },
    "cart_confirm": {
        "en": "A person from our team will confirm it with you here.",
        "ar": "سيؤكده معك شخص من فريقنا هنا.",
        "fr": "Une personne de notre équipe vous la confirmera ici.",
    },
}
