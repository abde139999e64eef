"""A model that does its work: it uses the tools, says what they return, and takes an order, in four languages.

It stands in for a language model where the way of the words matters and not their art: no chance, no key. It reads a
chat completions request and gives the assistant's next message, either words or one call of a tool.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Message = Mapping[str, Any]

_FENCE = re.compile(r"<customer-(\w+)>\n(.*)\n</customer-\1>", re.DOTALL)
_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
_COUNTS = {
    "two": 2,
    "deux": 2,
    "tnen": 2,
    "اثنين": 2,
    "تنين": 2,
    "three": 3,
    "trois": 3,
    "tlete": 3,
    "ثلاثة": 3,
}
_SPLIT = re.compile(r"\s+(?:and|et|plus|w|و)\s+|\s*[,،+&]\s*|\s+و(?=\w{3})")

_CUES = {
    "person": "person human agent someone personne quelqu'un شخص موظف insen shakhs 7ada",
    "angry": "terrible scam worst nul arnaque نصب سيء zift",
    "status": "where status track où statut وين اين أين wen wayn",
    "picture": "picture photo image pic صورة soura sura",
    "policy": "deliver delivery return returns payment pay warranty hours livraison retour paiement garantie "
    "توصيل ارجاع دفع كفالة tawsil",
    "order": "order buy want need take commander acheter veux prends بدي اريد أريد اطلب اشتري baddi bade badde",
    "yes": "yes yep ok okay sure confirm oui d'accord confirme نعم اي تمام أكيد اكيد eh ey aywa tamem akid",
    "no": "no cancel non annuler لا الغي la2",
}
_CUE_OF = {word: cue for cue, words in _CUES.items() for word in words.split()}
_FILLERS = (
    "i a an the to me my of for is it do you have how much does cost price please want need order buy "
    "je un une le la les des du de est combien prix coute veux commander avez vous svp "
    "قديش كم سعر بدي اريد أريد عندكم في لو سمحت هل "
    "hi hello hey bonjour salut marhaba مرحبا 2adde 2addeh adde sa3er 7a2o baddi bade fi 3andkon law sama7t l el"
)
_STOP = frozenset(_FILLERS.split())

_SAY: dict[str, dict[str, str]] = {
    "ask": {
        "en": "Shall I order it for you?",
        "fr": "Je passe la commande ?",
        "ar": "هل أسجّل الطلب؟",
    },
    "name": {
        "en": "What is your first and last name?",
        "fr": "Quels sont vos prénom et nom ?",
        "ar": "ما اسمك واسم عائلتك؟",
    },
    "phone": {
        "en": "Which phone number can we reach you on?",
        "fr": "À quel numéro peut-on vous joindre ?",
        "ar": "ما رقم هاتفك؟",
    },
    "city": {
        "en": "Which city shall we deliver to?",
        "fr": "Dans quelle ville livrer ?",
        "ar": "إلى أي مدينة نوصّل؟",
    },
    "address_line1": {
        "en": "What is the street and building?",
        "fr": "Quelle rue et quel immeuble ?",
        "ar": "ما الشارع والبناية؟",
    },
    "placed": {
        "en": "Done. Your order number is {number}, total {total}.",
        "fr": "C'est fait. Votre commande est la numéro {number}, total {total}.",
        "ar": "تم. رقم طلبك {number} والمجموع {total}.",
    },
    "status": {
        "en": "Your order {number} is {status}.",
        "fr": "Votre commande {number} : {status}.",
        "ar": "طلبك رقم {number}: {status}.",
    },
    "no_order": {
        "en": "I find no order of yours.",
        "fr": "Je ne trouve pas de commande.",
        "ar": "لم أجد طلباً لك.",
    },
    "price": {
        "en": "*{name}* is {price}.",
        "fr": "*{name}* coûte {price}.",
        "ar": "سعر *{name}* هو {price}.",
    },
    "not_sold": {
        "en": "We do not sell that.",
        "fr": "Nous ne vendons pas cela.",
        "ar": "لا نبيع هذا المنتج.",
    },
    "check": {
        "en": "I am checking with the team; they will answer you here.",
        "fr": "Je vérifie avec l'équipe, qui vous répondra ici.",
        "ar": "أتحقق مع الفريق وسيجيبك هنا.",
    },
    "person": {
        "en": "A person of our team will answer you here.",
        "fr": "Une personne de l'équipe vous répondra ici.",
        "ar": "سيجيبك شخص من فريقنا هنا.",
    },
    "which": {"en": "What are you looking for?", "fr": "Que cherchez-vous ?", "ar": "عمّ تبحث؟"},
    "total": {"en": "Total", "fr": "Total", "ar": "المجموع"},
    "delivery": {"en": "delivery", "fr": "livraison", "ar": "التوصيل"},
    "free": {"en": "free", "fr": "gratuite", "ar": "مجاني"},
    "here": {"en": "Here it is.", "fr": "La voici.", "ar": "تفضل."},
    "choose": {"en": "Which one: {choices}?", "fr": "Lequel : {choices} ?", "ar": "أي واحد: {choices}؟"},
    "out": {
        "en": "Sorry, it is out of stock.",
        "fr": "Désolé, rupture de stock.",
        "ar": "عذراً، نفدت الكمية.",
    },
    "left": {
        "en": "Sorry, only {n} left in stock.",
        "fr": "Désolé, il n'en reste que {n} en stock.",
        "ar": "عذراً، بقي {n} فقط في المخزون.",
    },
}
_FIELDS = ("name", "phone", "city", "address_line1")


@dataclass
class Chat:
    """A request as the model reads it: the instructions, the exchange, and what tools returned for its last message."""

    instructions: str = ""
    exchange: list[tuple[str, str]] = field(default_factory=list)
    returned: list[tuple[str, Json]] = field(default_factory=list)

    @property
    def said(self) -> str:
        """The customer's last words."""
        return next((text for who, text in reversed(self.exchange) if who == "customer"), "")

    @property
    def language(self) -> str:
        """The one it was told to write."""
        told = re.search(r"Write (English|Arabic|French)", self.instructions)
        return {"Arabic": "ar", "French": "fr"}.get(told[1] if told else "", "en")

    @property
    def open_quote(self) -> str | None:
        """The reference of what was quoted before."""
        found = re.search(r"reference ([0-9a-f]{8})", self.instructions)
        return found[1] if found else None

    def last(self, tool: str) -> Json | None:
        """What that tool returned last for this message."""
        return next((result for name, result in reversed(self.returned) if name == tool), None)


def read_chat(messages: Sequence[Message]) -> Chat:
    """The request's messages."""
    chat, names = Chat(), dict[str, str]()
    for message in messages:
        match message["role"]:
            case "system" | "developer":
                chat.instructions += _text(message)
            case "user":
                chat.exchange.append(("customer", _unfenced(_text(message))))
                chat.returned.clear()
            case "assistant":
                for call in message.get("tool_calls") or ():
                    names[call["id"]] = call["function"]["name"]
                if text := _text(message):
                    chat.exchange.append(("agent", text))
            case "tool":
                chat.returned.append((names.get(message["tool_call_id"], ""), _json(_text(message))))
    return chat


def answer(messages: Sequence[Message]) -> str | Json:
    """The next message: words, or one call as ``{"name", "arguments"}``."""
    chat = read_chat(messages)
    return _after_a_tool(chat) if chat.returned else _first_step(chat)


# --- what to do -------------------------------------------------------------------------------------


def _first_step(chat: Chat) -> str | Json:
    cues = _cues(chat.said)
    if cues & {"person", "angry"}:
        return _call("hand_to_human", reason="the customer asks for a person")
    if chat.open_quote and _was_asked_to_order(chat) and "yes" in cues and "no" not in cues:
        return _call("place_order", quote=chat.open_quote)
    if chat.open_quote and _was_asked_for_details(chat):
        return _missing(chat) or _call("quote", lines=_wanted_before(chat), details=_details(chat))
    if "status" in cues:
        return _call("order_status")
    if "policy" in cues:
        return _call("shop_info")
    wanted = _wanted(chat.said)
    if not wanted:
        return _say("which", chat)
    return _call("search_products", queries=[wanted[0][0]])


def _after_a_tool(chat: Chat) -> str | Json:
    tool, result = chat.returned[-1]
    match tool:
        case "search_products":
            return _after_search(chat, result)
        case "quote":
            return _quoted(chat, result)
        case "place_order":
            if result.get("placed"):
                return _say("placed", chat, number=result["order_number"], total=result["total"])
            if "total" in result:
                return _quoted(chat, result)
            return _say("check", chat)
        case "order_status":
            if not result.get("found"):
                return _say("no_order", chat)
            return _say("status", chat, number=result["order_number"], status=result["status"])
        case "shop_info":
            return _from_the_shop(chat, result)
        case "send_product_image":
            return (
                _say("here", chat)
                if result.get("sent")
                else _call("ask_the_shop", about="fact", what="picture")
            )
        case "hand_to_human":
            return _say("person", chat)
        case _:
            return _say("check", chat)


def _after_search(chat: Chat, result: Json) -> str | Json:
    wanted, cues = _wanted(chat.said), _cues(chat.said)
    found = [products for name, products in chat.returned if name == "search_products"]
    if "order" in cues and len(found) < len(wanted):
        return _call("search_products", queries=[wanted[len(found)][0]])
    if not result["products"] or result["result"].startswith("nothing"):
        return _say("not_sold", chat)
    if "picture" in cues:
        return _call("send_product_image", sku=result["products"][0]["sku"])
    if "order" in cues:
        lines = [
            {"sku": one["products"][0]["sku"], "quantity": quantity}
            for one, (_, quantity) in zip(found, wanted, strict=False)
            if one["products"]
        ]
        return _call("quote", lines=lines, details=_details(chat))
    product = result["products"][0]
    return _say("price", chat, name=product["name"], price=product["price"])


def _quoted(chat: Chat, result: Json) -> str:
    if "total" not in result:
        if result.get("choices"):
            return _say("choose", chat, choices=", ".join(result["choices"]))
        if result["problem"] == "too many":
            return _say("check", chat)
        return _say("left", chat, n=result["available"]) if result.get("available") else _say("out", chat)
    lines = [f"{line['quantity']} x {line['title']}: {line['total']}" for line in result["lines"]]
    delivery = result["delivery"]
    if "not confirmed" not in delivery:
        shown = _say("free", chat) if delivery == "free" else delivery
        lines.append(f"{_say('delivery', chat)}: {shown}")
    stored = result.get("would_store", {})
    lines += [f"{_say('total', chat)}: {result['total']}", *filter(None, [", ".join(stored.values())])]
    question = _say("ask", chat) if stored else _missing(chat) or _say("check", chat)
    return "\n".join([*lines, question])


def _missing(chat: Chat) -> str | None:
    """The question for the next detail, ``None`` when all are known."""
    details, needed = _details(chat), _needed(chat)
    for name in _FIELDS:
        if name == "name" and "first_name" in needed and "first_name" not in details:
            return _say("name", chat)
        if name in needed and name not in details:
            return _say(name, chat)
    return None


def _from_the_shop(chat: Chat, result: Json) -> str | Json:
    word = next((w for w in _words(chat.said) if _CUE_OF.get(w) == "policy"), "")
    topic = {"livraison": "delivery", "توصيل": "delivery", "tawsil": "delivery", "deliver": "delivery"}.get(
        word, word
    )
    if topic == "delivery" and (rule := result.get("delivery")):
        parts = [rule.get("area"), rule.get("fee"), f"{rule['days']} days" if "days" in rule else None]
        return ", ".join(part for part in parts if part)
    for name, text in result.get("policies", {}).items():
        if name.startswith(topic[:6]):
            return str(text)
    return _call("ask_the_shop", about="fact", what=topic or "a question")


# --- reading ----------------------------------------------------------------------------------------


def _was_asked_to_order(chat: Chat) -> bool:
    return any(_before(chat).endswith(ask) for ask in _SAY["ask"].values())


def _was_asked_for_details(chat: Chat) -> bool:
    return any(_before(chat).endswith(text) for name in _FIELDS for text in _SAY[name].values())


def _before(chat: Chat) -> str:
    """What the agent said last before the customer's last words."""
    return next((text for who, text in reversed(chat.exchange[:-1]) if who == "agent"), "")


def _wanted_before(chat: Chat) -> list[Json]:
    found = re.search(r"Wanted and not yet ordered: (.*)", chat.instructions)
    lines = re.findall(r"(\d+) x sku (\S+?)(?: variant ([^,]+))?(?:,|$)", found[1] if found else "")
    return [
        {"sku": sku, "quantity": int(n), **({"variant": variant} if variant else {})}
        for n, sku, variant in lines
    ]


def _details(chat: Chat) -> dict[str, str]:
    """What is known, and what was answered to our questions."""
    details = _known(chat)
    for (who, text), (_, before) in zip(chat.exchange[1:], chat.exchange, strict=False):
        for name in _FIELDS:
            if who == "customer" and any(before.endswith(question) for question in _SAY[name].values()):
                if name == "name":
                    first, _, last = text.strip().partition(" ")
                    details |= {"first_name": first, "last_name": last or first}
                else:
                    details[name] = text.strip()
    needed = _needed(chat)
    return {name: value for name, value in details.items() if name in needed or name == "phone"}


def _known(chat: Chat) -> dict[str, str]:
    found = re.search(r"Known already \(.*?\): (\{.*\})", chat.instructions)
    known = _json(found[1]) if found else {}
    return {str(name): str(value) for name, value in known.items() if name != "name"}


def _needed(chat: Chat) -> list[str]:
    found = re.search(r"Details needed for an order: (.*)\.", chat.instructions)
    return found[1].split(", ") if found else []


def _wanted(said: str) -> list[tuple[str, int]]:
    """The things that are named, each with how many."""
    return list(_things(said))


def _things(said: str) -> Iterator[tuple[str, int]]:
    for part in _SPLIT.split(said):
        words = _words(part)
        counts = [int(word) for word in words if word.isdecimal()] + [
            _COUNTS[w] for w in words if w in _COUNTS
        ]
        named = [
            word
            for word in words
            if word not in _STOP and not word.isdecimal() and word not in _COUNTS and word not in _CUE_OF
        ]
        if named:
            yield " ".join(named), max(1, counts[0] if counts else 1)


def _cues(said: str) -> set[str]:
    tapped = {"yes"} if "\N{THUMBS UP SIGN}" in said else set[str]()
    return tapped | {_CUE_OF[word] for word in _words(said) if word in _CUE_OF}


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.lower().translate(_DIGITS))


def _unfenced(text: str) -> str:
    found = _FENCE.search(text)
    return found[2] if found else text


def _text(message: Message) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content or ""


def _json(text: str) -> Json:
    try:
        found = json.loads(text)
    except ValueError:
        return {"error": text}
    return found if isinstance(found, dict) else {"result": found}


def _say(key: str, chat: Chat, **gaps: Any) -> str:
    return _SAY[key][chat.language].format(**gaps)


def _call(name: str, **arguments: Any) -> Json:
    return {"name": name, "arguments": arguments}
