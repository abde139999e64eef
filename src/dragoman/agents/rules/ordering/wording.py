"""Every sentence that is said while an order is taken, in the languages the rules agent writes."""

_WORDING: dict[str, tuple[str, str, str]] = {
    # key: (English, Arabic, French)
    "noted": ("Gladly! So far:", "بكل سرور! حتى الآن:", "Avec plaisir ! Pour l'instant :"),
    "now": ("Your order is now:", "طلبك صار:", "Votre commande est maintenant :"),
    "quote": ("*Your order*", "*طلبك*", "*Votre commande*"),
    "line": (
        "{n} × *{name}*: {each} each, {total}",
        "{n} × *{name}*: القطعة {each}، المجموع {total}",
        "{n} × *{name}* : {each} pièce, {total}",
    ),
    "line_offer": (
        "{n} × *{name}*: {each} each instead of {list}, {total}",
        "{n} × *{name}*: القطعة {each} بدل {list}، المجموع {total}",
        "{n} × *{name}* : {each} pièce au lieu de {list}, {total}",
    ),
    "line_one": ("{n} × *{name}*: {total}", "{n} × *{name}*: {total}", "{n} × *{name}* : {total}"),
    "line_bundle": (
        "{n} × *{name}*: {total} together ({list} for one)",
        "{n} × *{name}*: {total} معاً (الواحدة بـ {list})",
        "{n} × *{name}* : {total} ensemble ({list} l'unité)",
    ),
    "subtotal": ("Subtotal: {amount}", "المجموع الفرعي: {amount}", "Sous-total : {amount}"),
    "discount": ("Discount: -{amount}", "الخصم: -{amount}", "Remise : -{amount}"),
    "delivery": ("Delivery: {amount}", "التوصيل: {amount}", "Livraison : {amount}"),
    "delivery_free": ("Delivery: free", "التوصيل: مجاني", "Livraison : gratuite"),
    "delivery_unknown": (
        "Delivery: our team will confirm it with you",
        "التوصيل: يؤكده لك فريقنا",
        "Livraison : notre équipe vous la confirmera",
    ),
    "total": ("*Total: {amount}*", "*المجموع: {amount}*", "*Total : {amount}*"),
    "total_without": (
        "*Total without delivery: {amount}*",
        "*المجموع دون التوصيل: {amount}*",
        "*Total sans livraison : {amount}*",
    ),
    "for": ("For: {who}", "الاسم: {who}", "Pour : {who}"),
    "to": ("Deliver to: {where}", "التوصيل إلى: {where}", "Livrer à : {where}"),
    "to_again": (
        "Deliver to: {where} (as last time)",
        "التوصيل إلى: {where} (مثل المرة الماضية)",
        "Livrer à : {where} (comme la dernière fois)",
    ),
    "other": ("{name}: {value}", "{name}: {value}", "{name} : {value}"),
    "confirm": ("Shall I place this order?", "هل أؤكد هذا الطلب؟", "Je valide cette commande ?"),
    "confirm_button": ("Confirm", "تأكيد", "Confirmer"),
    "change_button": ("Change", "تعديل", "Modifier"),
    "cancel_button": ("Cancel", "إلغاء", "Annuler"),
    "name": (
        "What is your first and last name?",
        "ما اسمك الأول واسم العائلة؟",
        "Quels sont votre prénom et votre nom ?",
    ),
    "last_name": (
        "And your last name, {first}?",
        "وما اسم عائلتك يا {first}؟",
        "Et votre nom de famille, {first} ?",
    ),
    "whole_name": ("What is your name?", "ما اسمك؟", "Quel est votre nom ?"),
    "phone": (
        "Which phone number can we reach you on?",
        "على أي رقم هاتف نتواصل معك؟",
        "À quel numéro de téléphone pouvons-nous vous joindre ?",
    ),
    "bad_phone": (
        "I couldn't use that number. Could you send it again, for example 03 123 456?",
        "لم أستطع استعمال هذا الرقم. هل ترسله مرة ثانية، مثلاً 03 123 456؟",
        "Je n'ai pas pu utiliser ce numéro. Pouvez-vous le renvoyer, par exemple 03 123 456 ?",
    ),
    "bad_phone_abroad": (
        "I couldn't use that number. Could you send it again with its country code, for example +961 3 123 456?",
        "لم أستطع استعمال هذا الرقم. هل ترسله مرة ثانية مع رمز البلد، مثلاً +961 3 123 456؟",
        "Je n'ai pas pu utiliser ce numéro. Pouvez-vous le renvoyer avec l'indicatif, par exemple +961 3 123 456 ?",
    ),
    "address": (
        "Where shall we deliver? City and full address, please.",
        "إلى أين نوصل؟ المدينة والعنوان الكامل من فضلك.",
        "Où devons-nous livrer ? La ville et l'adresse complète, s'il vous plaît.",
    ),
    "city": ("In which city or town is that?", "في أي مدينة أو بلدة؟", "Dans quelle ville est-ce ?"),
    "street": (
        "And the full address in {city}: street, building, floor?",
        "وما العنوان الكامل في {city}: الشارع والبناية والطابق؟",
        "Et l'adresse complète à {city} : rue, immeuble, étage ?",
    ),
    "field": ("And your {name}?", "وما هو: {name}؟", "Et votre {name} ?"),
    "which_first": ("Which one would you like?", "أي واحد تريد؟", "Lequel souhaitez-vous ?"),
    "variant": (
        "Which *{name}* would you like?",
        "أي نوع من *{name}* تريد؟",
        "Quel modèle de *{name}* souhaitez-vous ?",
    ),
    "quantity": (
        "How many *{name}* would you like?",
        "كم قطعة تريد من *{name}*؟",
        "Combien de *{name}* voulez-vous ?",
    ),
    "change": (
        "What would you like to change: a quantity, a product or the address?",
        "ماذا تريد أن تعدّل: الكمية أو منتجاً أو العنوان؟",
        "Que souhaitez-vous modifier : une quantité, un produit ou l'adresse ?",
    ),
    "change_which": (
        "Which product should I change?",
        "أي منتج تريد أن أعدّل؟",
        "Quel produit dois-je modifier ?",
    ),
    "not_placed": (
        "No problem, nothing is ordered yet. Tell me what to change, or confirm when you are ready.",
        "لا مشكلة، لم أؤكد شيئاً بعد. قل لي ماذا أعدّل، أو أكّد عندما تكون جاهزاً.",
        "Pas de problème, rien n'est commandé. Dites-moi quoi modifier, ou confirmez quand vous êtes prêt.",
    ),
    "take_time": ("Take your time.", "خذ وقتك.", "Prenez votre temps."),
    "cancelled": (
        "No problem, I've cancelled it; nothing was ordered. Tell me whenever you need something.",
        "لا مشكلة، ألغيته ولم يُطلب شيء. قل لي متى احتجت شيئاً.",
        "Pas de problème, c'est annulé, rien n'a été commandé. Je reste à votre disposition.",
    ),
    "emptied": (
        "Your order is empty now. Tell me whenever you would like something else.",
        "طلبك فارغ الآن. قل لي متى أردت شيئاً آخر.",
        "Votre commande est vide. Dites-moi si vous souhaitez autre chose.",
    ),
    "not_in_cart": (
        "*{name}* is not in your order.",
        "*{name}* ليس في طلبك.",
        "*{name}* n'est pas dans votre commande.",
    ),
    "not_clear": (
        "Sorry, I didn't quite get that.",
        "عذراً، لم أفهم ذلك تماماً.",
        "Désolé, je n'ai pas bien compris.",
    ),
    "out_of_stock": (
        "Sorry, *{name}* is out of stock right now.",
        "عذراً، *{name}* غير متوفر حالياً.",
        "Désolé, *{name}* est en rupture de stock.",
    ),
    "left_out": ("I've left it out.", "لذلك لم أضفه.", "Je l'ai donc retiré."),
    "something_else": (
        "Would you like something else instead?",
        "هل تريد شيئاً آخر بدلاً منه؟",
        "Souhaitez-vous autre chose à la place ?",
    ),
    "not_enough": (
        "Sorry, we don't have {n} of *{name}* right now.",
        "عذراً، لا تتوفر لدينا {n} قطع من *{name}* حالياً.",
        "Désolé, nous n'avons pas {n} *{name}* pour le moment.",
    ),
    "fewer": (
        "How many would you like instead?",
        "كم قطعة تريد بدل ذلك؟",
        "Combien en voulez-vous à la place ?",
    ),
    "fewer_left": (
        "We have {left}. How many would you like?",
        "لدينا {left}. كم تريد؟",
        "Il en reste {left}. Combien en voulez-vous ?",
    ),
    "too_many": (
        "That is more of *{name}* than I can take in one order. How many would you like, or shall I call a person?",
        "هذه كمية من *{name}* أكبر مما أستطيع أخذه في طلب واحد. كم تريد، أو أنادي شخصاً من فريقنا؟",
        (
            "C'est plus de *{name}* que je ne peux prendre en une commande. Combien en voulez-vous, ou "
            "j'appelle une personne ?"
        ),
    ),
    "unknown_product": (
        "Sorry, *{name}* is not on sale any more.",
        "عذراً، *{name}* لم يعد معروضاً للبيع.",
        "Désolé, *{name}* n'est plus en vente.",
    ),
    "unknown_code": (
        "Sorry, that code is not valid, so I've left it out.",
        "عذراً، هذا الرمز غير صالح، لذلك لم أستعمله.",
        "Désolé, ce code n'est pas valable, je ne l'ai donc pas appliqué.",
    ),
    "code_not_applicable": (
        "Sorry, that code does not apply to these items, so I've left it out.",
        "عذراً، هذا الرمز لا يشمل هذه المنتجات، لذلك لم أستعمله.",
        "Désolé, ce code ne s'applique pas à ces articles, je ne l'ai donc pas appliqué.",
    ),
    "not_delivered_there": (
        "Sorry, we don't deliver to {city}. Is there another address?",
        "عذراً، لا نوصل إلى {city}. هل لديك عنوان آخر؟",
        "Désolé, nous ne livrons pas à {city}. Avez-vous une autre adresse ?",
    ),
    "requoted_price": (
        "A price has changed meanwhile, so please look again before I place it.",
        "تغيّر سعر في هذه الأثناء، فألقِ نظرة من جديد قبل أن أؤكد.",
        "Un prix a changé entre-temps : regardez encore avant que je valide.",
    ),
    "requoted_time": (
        "Some time has passed, so here it is once more before I place it.",
        "مرّ بعض الوقت، فهذا الطلب مرة ثانية قبل أن أؤكده.",
        "Un peu de temps a passé : la voici encore avant que je valide.",
    ),
    "placed": (
        "Thank you, {first}! Your order number is *{number}*.",
        "شكراً {first}! رقم طلبك هو *{number}*.",
        "Merci {first} ! Votre numéro de commande est *{number}*.",
    ),
    "placed_nobody": (
        "Thank you! Your order number is *{number}*.",
        "شكراً! رقم طلبك هو *{number}*.",
        "Merci ! Votre numéro de commande est *{number}*.",
    ),
    "placed_already": (
        "Your order *{number}* is already placed, no need to confirm again.",
        "طلبك *{number}* مؤكد، لا داعي للتأكيد مرة ثانية.",
        "Votre commande *{number}* est déjà enregistrée, inutile de confirmer encore.",
    ),
    "days_range": (
        "Delivery takes {least} to {most} days.",
        "يستغرق التوصيل من {least} إلى {most} أيام.",
        "La livraison prend {least} à {most} jours.",
    ),
    "days": (
        "Delivery takes {most} day(s).",
        "مدة التوصيل: {most} يوم.",
        "La livraison prend {most} jour(s).",
    ),
    "status": (
        "Your order *{number}* is {status}.",
        "طلبك *{number}*: {status}.",
        "Votre commande *{number}* est {status}.",
    ),
    "no_order": (
        "I can't find an order from you yet.",
        "لا أجد طلباً لك بعد.",
        "Je ne trouve pas encore de commande de votre part.",
    ),
    "no_such_order": (
        "I can't find an order {number} of yours.",
        "لا أجد لك طلباً برقم {number}.",
        "Je ne trouve pas de commande {number} à votre nom.",
    ),
    "team_checks": (
        "I've asked our team to check; they will answer you here. Please send your order number if you have it.",
        "طلبت من فريقنا التحقق وسيجيبك هنا. أرسل رقم الطلب إن كان معك.",
        (
            "J'ai demandé à notre équipe de vérifier ; elle vous répondra ici. Envoyez votre numéro de "
            "commande si vous l'avez."
        ),
    ),
    "status_check": (
        "I've also told our team that you are asking; they will answer you here.",
        "أبلغت فريقنا أيضاً بسؤالك وسيجيبك هنا.",
        "J'ai aussi prévenu notre équipe de votre question ; elle vous répondra ici.",
    ),
    "order_cancelled": (
        "Done: order *{number}* is cancelled.",
        "تم: أُلغي الطلب *{number}*.",
        "C'est fait : la commande *{number}* est annulée.",
    ),
    "cancel_sure": (
        "Yes, it can still be cancelled. Shall I cancel order *{number}*?",
        "نعم، ما زال إلغاؤه ممكناً. هل ألغي الطلب *{number}*؟",
        "Oui, c'est encore possible. J'annule la commande *{number}* ?",
    ),
    "kept": (
        "Good, order *{number}* stays as it is.",
        "حسناً، يبقى الطلب *{number}* كما هو.",
        "Très bien, la commande *{number}* reste telle quelle.",
    ),
    "too_late": (
        (
            "Order {number} is already on its way through our shop, so I can't cancel it myself. I've "
            "told our team; they will answer you here."
        ),
        "الطلب {number} صار قيد التجهيز، فلا أستطيع إلغاءه بنفسي. أبلغت فريقنا وسيجيبك هنا.",
        (
            "La commande {number} est déjà en préparation, je ne peux pas l'annuler moi-même. J'ai "
            "prévenu notre équipe, qui vous répondra ici."
        ),
    ),
    "change_placed": (
        (
            "I can't change an order that is placed, so I've told our team about order *{number}*; "
            "they will confirm it with you here."
        ),
        "لا أستطيع تعديل طلب تم تأكيده، لذلك أبلغت فريقنا بخصوص الطلب *{number}* وسيؤكد لك هنا.",
        (
            "Je ne peux pas modifier une commande passée : j'ai prévenu notre équipe pour la commande "
            "*{number}*, elle vous confirmera ici."
        ),
    ),
    "haggle": (
        (
            "That is the best price I can give myself. I've asked our team whether they can do better; "
            "they will answer you here."
        ),
        "هذا أفضل سعر أستطيع تقديمه بنفسي. سألت فريقنا إن كان بالإمكان أحسن وسيجيبك هنا.",
        (
            "C'est le meilleur prix que je peux donner. J'ai demandé à notre équipe si elle peut faire "
            "mieux ; elle vous répondra ici."
        ),
    ),
    "open_list": ("Choose", "اختر", "Choisir"),
    "comma": (", ", "، ", ", "),
}

_STATUS: dict[str, tuple[str, str, str]] = {
    "draft": ("waiting for our team", "بانتظار فريقنا", "en attente de notre équipe"),
    "new": ("received", "تم استلامه", "bien reçue"),
    "confirmed": ("confirmed", "مؤكد", "confirmée"),
    "packed": ("packed", "جاهز ومغلّف", "emballée"),
    "on_the_way": ("on the way", "على الطريق", "en route"),
    "delivered": ("delivered", "تم تسليمه", "livrée"),
    "cancelled": ("cancelled", "ملغى", "annulée"),
}

_FIELDS: dict[str, tuple[str, str, str]] = {
    "email": ("e-mail address", "البريد الإلكتروني", "adresse e-mail"),
    "notes": ("notes", "ملاحظات", "remarques"),
    "address_line2": ("address details", "تفاصيل العنوان", "complément d'adresse"),
    "billing_address": ("billing address", "عنوان الفاتورة", "adresse de facturation"),
    "size": ("size", "القياس", "taille"),
    "colour": ("colour", "اللون", "couleur"),
}

_LANGUAGES = ("en", "ar", "fr")


def tell(key: str, language: str, **gaps: str) -> str:
    """The sentence ``key`` in ``language`` with its gaps filled."""
    return _WORDING[key][_LANGUAGES.index(language)].format(**gaps)


def status_word(status: str, language: str) -> str:
    """What a customer reads for an order's status."""
    return _STATUS[status][_LANGUAGES.index(language)]


def field_name(name: str, language: str) -> str:
    """What a customer reads for a field of the order form that has no question of its own."""
    known = _FIELDS.get(name)
    return known[_LANGUAGES.index(language)] if known else name.replace("_", " ")
