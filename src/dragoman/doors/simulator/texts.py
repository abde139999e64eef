"""The page's words. English is the key; what a language lacks is shown in English."""

from collections.abc import Callable

from starlette.requests import Request

LANGUAGES = {"en": "English", "ar": "العربية"}

WRONG_NUMBER = "The number needs its country code and 5 to 15 digits, such as +447700900104."

# Words that the script needs; all others stand in the page's templates.
SCRIPT_TEXTS = (
    "Closed: only templates may be sent",
    "Delivered",
    "Dropped",
    "Error {code}",
    "List",
    "Location",
    "Marked as read",
    "Message of a kind this phone cannot show",
    "Not delivered",
    "Not sent",
    "On the phone",
    "Open file",
    "Open until {time}",
    "Opens when the customer writes",
    "Picture",
    "Picture not available",
    "Read",
    "Reaction",
    "Reply accepted",
    "Send location",
    "Sent",
    "Taken",
    "Template",
    "Text",
    "The business wrote first",
    "The simulator does not answer.",
    "The simulator does not answer. Trying again…",
    "Voice note",
    "Waiting",
    "Webhook",
    "from {number}",
    "{n} ms",
    "{n} s",
    "{time} to the reply",
    "{what}, {time}",
)

_ARABIC = {
    ", ": "، ",
    "+23 h": "+٢٣ ساعة",
    "+25 h": "+٢٥ ساعة",
    "Accepted, then cut off": "قُبلت ثم انقطع الاتصال",
    "Accepted, then reported as undeliverable": "تُقبل ثم يُبلَّغ بأنها لم تصل",
    "Attach": "إرفاق",
    "Back to the phone": "العودة إلى الهاتف",
    "Break something": "أحدث عطلًا",
    "Cancel": "إلغاء",
    "Chat": "المحادثة",
    "Clock": "الساعة",
    "Closed: only templates may be sent": "مغلقة: لا تُرسل إلا القوالب",
    "Customer": "العميل",
    "Delivered": "وصلت",
    "Dropped": "أُسقطت",
    "Each answer takes 3 seconds longer": "كل جواب يتأخر ٣ ثوانٍ",
    "Error {code}": "خطأ {code}",
    "Every shop here sends through Infobip for real: {brands}. The simulator is for shops without a key.": (
        "كل المتاجر هنا ترسل فعلًا عبر Infobip: {brands}. المحاكي للمتاجر التي ليس لها مفتاح."
    ),
    "Failed attempts": "محاولات فاشلة",
    "Faults met": "أعطال حدثت",
    "For all shops, until switched off": "لكل المتاجر، حتى الإيقاف",
    "Light or dark": "فاتح أو داكن",
    "List": "قائمة",
    "Location": "الموقع",
    "Marked as read": "عُلّمت مقروءة",
    "Message": "الرسالة",
    "Message of a kind this phone cannot show": "رسالة من نوع لا يعرضه هذا الهاتف",
    "Messages out of order": "رسائل بترتيب معكوس",
    "Name": "الاسم",
    "No provider needed": "لا حاجة إلى مزوّد",
    "No shop has this number.": "لا متجر بهذا الرقم.",
    "No shop is set up yet.": "لم يُعدّ أي متجر بعد.",
    "Not here, because they send through Infobip for real: {brands}": "ليست هنا لأنها ترسل فعلًا عبر Infobip: {brands}",
    "Not available, until switched off": "غير متاح، حتى الإيقاف",
    "Not delivered": "لم تصل",
    "Not sent": "لم تُرسل",
    "Nothing yet. Write a message on the phone.": "لا شيء بعد. اكتب رسالة على الهاتف.",
    "Now": "الآن",
    "Number": "الرقم",
    "On the phone": "على الهاتف",
    "Open file": "افتح الملف",
    "Open until {time}": "مفتوحة حتى {time}",
    "Opens when the customer writes": "تُفتح عندما يكتب العميل",
    "Page language": "لغة الصفحة",
    "Phone": "الهاتف",
    "Picture": "صورة",
    "Picture not available": "الصورة غير متاحة",
    "Picture of a cup": "صورة فنجان",
    "Picture of a lamp": "صورة مصباح",
    "Picture of a rug": "صورة سجادة",
    "Reaction": "تفاعل",
    "Read": "قُرئت",
    "Reply accepted": "قُبل الرد",
    "Reply window": "نافذة الرد",
    "Same message twice": "الرسالة نفسها مرتين",
    "Send": "إرسال",
    "Send JSON.": "أرسل JSON.",
    "Send location": "أرسل الموقع",
    "Sending fails: 429": "فشل الإرسال: 429",
    "Sending fails: 500": "فشل الإرسال: 500",
    "Sending fails: 503": "فشل الإرسال: 503",
    "Sends accepted": "رسائل مقبولة",
    "Sent": "أُرسلت",
    "Server error, until switched off": "خطأ في الخادم، حتى الإيقاف",
    "Set-up": "الإعداد",
    "Shop": "المتجر",
    "Simulator": "المحاكي",
    "Skip to content": "انتقل إلى المحتوى",
    "Slow provider": "مزوّد بطيء",
    "Someone else…": "شخص آخر…",
    "Start again": "ابدأ من جديد",
    "Start again?": "البدء من جديد؟",
    "Taken": "استُلم",
    "Template": "قالب",
    "Text": "نص",
    "The business wrote first": "بدأ المتجر المحادثة",
    "The phone forgets every conversation of every shop, and all faults are switched off. "
    "What the shops have stored stays.": (
        "ينسى الهاتف كل محادثات المتاجر وتتوقف الأعطال كلها. ما خزّنته المتاجر يبقى."
    ),
    "The emulator at {address} does not answer.": "محاكي المزوّد على {address} لا يجيب.",
    "The message is too long.": "الرسالة طويلة جدًا.",
    "The second arrives first": "الثانية تصل أولًا",
    "The shop never hears whether it was sent": "لا يعلم المتجر هل أُرسلت",
    "The simulator cannot read this request.": "لا يستطيع المحاكي قراءة هذا الطلب.",
    "The simulator cannot read “{field}”.": "لا يستطيع المحاكي قراءة «{field}».",
    "The simulator does not answer.": "المحاكي لا يجيب.",
    "The simulator does not answer. Trying again…": "المحاكي لا يجيب. نحاول مجددًا…",
    "The webhook is called twice at once": "يُستدعى الـ webhook مرتين معًا",
    "There is no such file.": "لا يوجد ملف كهذا.",
    "There is no such sample.": "لا توجد عيّنة كهذه.",
    "There is no such switch.": "لا يوجد مفتاح كهذا.",
    "Too many requests, until switched off": "طلبات كثيرة، حتى الإيقاف",
    "Try a sentence": "جرّب جملة",
    "Voice note": "رسالة صوتية",
    "Voice note in Arabic": "رسالة صوتية بالعربية",
    "Voice note in English": "رسالة صوتية بالإنجليزية",
    "Waiting": "بالانتظار",
    "Webhook": "Webhook",
    "Webhooks taken": "استُلمت",
    "What happened": "ماذا حدث",
    "Who talks to whom": "من يحادث من",
    "from {number}": "من {number}",
    "test the 24 h window": "اختبر نافذة ٢٤ ساعة",
    "typing…": "يكتب…",
    "{n} ms": "{n} م.ث",
    "{n} s": "{n} ث",
    "{time} to the reply": "الرد بعد {time}",
    "{what}, {time}": "{what}، {time}",
    "“{field}” is too long: at most {most} characters.": "«{field}» طويل جدًا: {most} حرفًا على الأكثر.",
    WRONG_NUMBER: "يحتاج الرقم إلى رمز البلد ومن ٥ إلى ١٥ خانة، مثل \u2066+447700900104\u2069.",
}


def translator(lang: str) -> Callable[[str], str]:
    """A function from an English text to its words in ``lang``."""
    words = _ARABIC if lang == "ar" else {}
    return lambda text: words.get(text, text)


def language_of(request: Request) -> str:
    """The page's language: what the address asks for, what was chosen before, or what the browser wishes."""
    wishes = [request.query_params.get("lang", ""), request.cookies.get("simulator_lang", "")]
    accepted = request.headers.get("accept-language", "")
    wishes += [part.partition(";")[0].partition("-")[0].strip() for part in accepted.split(",")]
    return next((wish for wish in wishes if wish in LANGUAGES), "en")
