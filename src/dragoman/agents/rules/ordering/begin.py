"""How an order begins: from what the ordinary answers understood as ordered, and how many of it. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dragoman.agents.base import Line
from dragoman.agents.rules.ordering.cart import Wish, read_wishes
from dragoman.agents.rules.ordering.change import apply_wishes
from dragoman.agents.rules.ordering.consent import consent_in
from dragoman.agents.rules.ordering.details import (
    ADDRESS,
    group_of,
    has_phone,
    is_detail,
    names_address,
    read_details,
)
from dragoman.agents.rules.ordering.hear import Heard
from dragoman.agents.rules.ordering.hints import about_total, leads_on
from dragoman.agents.rules.ordering.places import city_among, spots_in
from dragoman.agents.rules.ordering.state import OFFERED, Cart, Pending
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.understand import read_clauses
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product
from dragoman.orders.model import CartLine, OrderForm
from dragoman.orders.places import HOME, place_of

_ADVICE = frozenset({"recommend", "need"})
_ASKS = re.compile(r"[?؟]\s*\Z")
_ASKED = re.compile(r"[?؟]")
_SENTENCES = re.compile(r"(?<=[.!?؟\n])\s*")
_POLITE = frozenset(
    words(
        """
        please pls plz svp stp بليز of them it menno menna mennon منه منو منها منن من خدلي خدولي بس bas only seulement
        سمحت سمحتي سمحتو sama7t sama7te sama7ti betride بتريدي"""
    )
)


def begins(
    parts: Sequence[Part],
    lines: Sequence[Line],
    scene: Scene,
    cart: Cart,
    *,
    before: Product | None = None,
) -> tuple[Heard, list[Part]] | None:
    """The order that this turn begins with the parts that are left to say; ``None`` where nothing is ordered.

    ``parts`` are the ordinary answers: what they take for an order is one. A wish with a number is one too.
    ``before`` is what was spoken of before the turn: "2 please and one pen" are two of that.
    """
    wishes = [wish for wish in _wishes(lines, scene) if wish.change != "remove"]
    alone = next((wish.quantity for wish in wishes if not wish.products and wish.quantity), None)
    firmly = any(_says(_FIRMLY, line) for line in lines)
    counted = any(w.products and ((w.wanted and (w.quantity or alone)) or firmly) for w in wishes)
    taken = [part for part in parts if _is_order(part) or (counted and part.asked == "agree")]
    choices = [part for part in parts if _is_choice(part, wishes)]
    products = {product.sku: product for part in taken for product in part.products}
    if products or counted:
        products |= {w.product.sku: w.product for w in wishes if (w.wanted or firmly) and w.product}
    if not products and not choices:
        advised = any(part.topic in _ADVICE for part in parts)  # "5 out of 10" is how bad it is
        products = _meant_before(
            lines, scene, firmly or (bool(alone) and not advised and _wants_so_many(lines, scene))
        )
    if not products and not choices:
        return None
    heard = Heard(replace(cart, lines=_lines(products, wishes, alone, before)), moved=True, took=True)
    heard.cart = replace(heard.cart, pending=tuple(_pending(part, wishes, alone) for part in choices))
    if counted or not any(_ASKED.search(line.text or "") for line in lines):
        taken += [part for part in parts if _only_tells(part, products)]
    if firmly and products.keys() & {p.sku for p in (scene.about, *scene.wanted) if p is not None}:
        taken += [part for part in parts if part.topic == "not_found"]  # "ok, I'll have it" looks for nothing
    gone = {id(part) for part in (*taken, *choices)}
    left = [part for part in parts if id(part) not in gone and not (part.asks and part.topic == "prompt")]
    return heard, left


def _is_order(part: Part) -> bool:
    return part.topic == "order" and bool(part.products) and not part.orders


def _only_tells(part: Part, products: Mapping[str, Product]) -> bool:
    """Whether the reply would tell about what the order shows anyway."""
    tells = part.topic in {"product", "near"} and not part.picture and not part.actions
    return tells and all(product.sku in products for product in part.products)


def _meant_before(lines: Sequence[Line], scene: Scene, wanted: bool) -> dict[str, Product]:
    """What a yes, a number alone or "I'll have it" (``wanted``) is about: what was spoken of."""
    if scene.about is None:
        return {}
    if agrees(lines) and (scene.asked == "agree" or any(_says(_CONFIRMS, line) for line in lines)):
        return {product.sku: product for product in scene.wanted or (scene.about,)}
    return {scene.about.sku: scene.about} if wanted else {}


def _lines(
    products: Mapping[str, Product], wishes: Sequence[Wish], alone: int | None, before: Product | None
) -> tuple[CartLine, ...]:
    """A line a product, with the number that was said of it.

    A number alone is that of the only product, or of the one spoken of before (``before``).
    """
    said = {wish.product.sku: wish for wish in wishes if wish.product is not None}
    if before is not None and before.sku in products and before.sku not in said and alone:
        said[before.sku] = Wish("set", (before,), alone)
    if len(products) > 1 or any(sku in said and said[sku].quantity for sku in products):
        alone = None
    plain = Wish("set")
    wanted = [
        Wish("set", (product,), said.get(sku, plain).quantity or alone, said.get(sku, plain).variant)
        for sku, product in products.items()
    ]
    return apply_wishes(wanted, Cart()).lines


def _pending(part: Part, wishes: Sequence[Wish], alone: int | None) -> Pending:
    skus = tuple(product.sku for product in part.products)
    meant = next((w for w in wishes if len(w.products) > 1 and {p.sku for p in w.products} & set(skus)), None)
    return Pending(skus, meant.quantity if meant else alone)


def _phrases(block: str) -> frozenset[tuple[str, ...]]:
    return frozenset(words(cue) for line in block.splitlines() for cue in line.split("|") if cue.strip())


# "Get me", "reserve": an order, whatever else the cues make of it.
_FIRMLY = _phrases(
    """
    go for it | let s do it | lets do it | let s go | lets go | sold | count me in | send me one | send me two
    send me it | send it to me | i want it | c est parti | je valide | c est vendu | vendu | on y va | allons y
    adjuge | je le veux | je la veux | je les veux | envoyez m en | envoyez moi ca | envoyez le moi | envoyez la moi
    get me | i ll have | i will have | reserve | book me | book a | book one | put aside | set aside
    il me faut | je commande | j en prends | j en veux | reservez moi | mettez moi
    احجزلي | احجز لي | احجزولي | خدلي | خديلي | جبلي | جيبلي | jeble | jible | jibli | 7jezle | hjezle | ihjezle
    bekhod | bakhod | be5od | ba5od | b5od | bekhdo | bakhdo | be5do | ba5do | bekhda | be5da | khdele | khedle
    باخدو | باخده | باخدا | باخدها | باخدن | باخدهن | خدلي ياه
    بدي ياه | بدي ياها | بدي ياهن | بدياه | بدياها | بدياهن | badde ye | bade ye | baddi ye | badde yeh | badde yeha
    bade yeha | baddi yeha | badde yehon | bade yehon | baddi yehon | badde yeho | bade yeho"""
)
# A yes that orders, though a question came in between: "ok, confirm it".
_CONFIRMS = _phrases(
    """
    confirm | confirmed | confirm it | place it | je confirme | confirme | confirmez | valide | validez | اكد | اكدي
    اكدو | اكدلي | اكدها | باكد | تاكيد | ثبت | ثبتلي | ثبتو | b2akked | akked | 2akked | akkid | akkdo | akkedo
    sabbit | sabbto"""
)
_UNDECIDED = _phrases(
    """
    thinking | thinking about | maybe | perhaps | might | not sure | considering | someday | next month | if i order
    if i buy | peut etre | je pense | j hesite | plus tard | يمكن | بفكر | عم فكر | محتار | بعدين | اذا طلبت | اذا اخدت
    yemkin | bfakker | 3am fakker | me7tar | ba3den | eza talabet | eza akhadet"""
)


_IF = frozenset(words("si if اذا لو eza iza"))


def _says(phrases: frozenset[tuple[str, ...]], line: Line) -> bool:
    said = words(line.text or "")[:60] if line.kind == "text" else ()
    return any(
        said[at : at + size] in phrases and not _IF & set(said[max(at - 1, 0) : at])
        for at in range(len(said))
        for size in (1, 2, 3, 4)
    )


def is_undecided(lines: Sequence[Line], intents: Sequence[str]) -> bool:
    """Whether the customer is still choosing: "I may buy it", "which one do you recommend, I want it now"."""
    return "suggest" in intents or any(_says(_UNDECIDED, line) for line in lines)


_WISHED = frozenset({"want", "order", "greeting", "thanks", "ack", "yes", "location"})


def could_order(
    lines: Sequence[Line], parts: Sequence[Part], intents: Sequence[str], scene: Scene
) -> tuple[CartLine, ...]:
    """What might be ordered, with how many of it, where it was not said clearly: it is priced and asked about.

    "2 drones", "could you send me 2 drones?", "how much are 2 fans and a lamp in total?", "I may buy the kit".
    """
    if told := _wants_total(lines, scene) or _less(lines, scene):
        return told
    products = [product for part in parts if _is_order(part) for product in part.products]
    wishes = [w for w in _wishes(lines, scene) if w.product is not None and w.change == "named"]
    if set(intents) <= _WISHED and any(wish.quantity for wish in wishes):
        return apply_wishes([replace(wish, change="set") for wish in wishes], Cart()).lines
    if products and is_undecided(lines, intents):
        numbers = {w.product.sku: w.quantity for w in wishes if w.product is not None}
        return apply_wishes([Wish("set", (p,), numbers.get(p.sku)) for p in products], Cart()).lines
    return ()


def _less(lines: Sequence[Line], scene: Scene) -> tuple[CartLine, ...]:
    """What is left of several that were offered, where the customer says which of them is not wanted."""
    wishes = [wish for wish in _wishes(lines, scene) if wish.products]
    gone = {product.sku for wish in wishes for product in wish.products if wish.change == "remove"}
    offered = [product.sku for product in scene.wanted]
    if not gone or not gone <= set(offered) or any(wish.change != "remove" for wish in wishes):
        return ()
    return tuple(CartLine(sku) for sku in offered if sku not in gone)


def _wants_total(lines: Sequence[Line], scene: Scene) -> tuple[CartLine, ...]:
    """What the customer asks the whole price of: "how much are 2 fans and a lamp with delivery?"; else nothing."""
    wishes: list[Wish] = []
    for line in lines:
        if line.kind == "text" and line.text and _TOTALS & set(words(line.text)):
            wishes.extend(read_wishes(line.text, scene.index))
            if not wishes and about_total(line.text, scene):
                spoken_of = scene.wanted or ((scene.about,) if scene.about else ())
                return tuple(CartLine(product.sku) for product in spoken_of)
    named = [wish for wish in wishes if wish.product is not None]
    if not any(wish.quantity for wish in named) and len(named) < 2:
        return ()
    return apply_wishes([replace(wish, change="set") for wish in named], Cart()).lines


_TOTALS = frozenset(
    words(
        "total together altogether sum ensemble tout مجموع المجموع سوا كلهم كلن sawa kellon majmou3 كاملين بالتوصيل"
    )
)


def agrees(lines: Sequence[Line]) -> bool:
    """Whether everything that was said is a yes."""
    return all(line.kind in {"text", "choice"} and consent_in(line.text or "") == "yes" for line in lines)


def _wishes(lines: Sequence[Line], scene: Scene) -> list[Wish]:
    """What is said of products. A question wants nothing yet, but says how many."""
    wishes: list[Wish] = []
    wanted = False  # "I want the drone" - "and a labubu"
    for line in lines:
        if line.kind not in {"text", "choice"} or not line.text:
            continue
        for text, asks in _statements(line.text):
            goes_on = wanted and leads_on(text)
            read = read_wishes(text, scene.index)
            read = [replace(wish, wanted=not asks and (wish.wanted or goes_on)) for wish in read]
            wanted = any(wish.wanted for wish in read)
            wishes.extend(read)
    return wishes


def _statements(text: str) -> list[tuple[str, bool]]:
    """``text`` in one piece, but for its questions: those stand alone, without what a comma parts from them."""
    if not _ASKED.search(text):
        return [(text, False)]
    said: list[tuple[str, bool]] = []
    for sentence in filter(str.strip, _SENTENCES.split(text)):
        head, comma, question = sentence.rpartition(",") if _ASKS.search(sentence) else (sentence, "", "")
        if head.strip():
            said.append((head, not comma and bool(_ASKS.search(sentence))))
        if question.strip():
            said.append((question, True))
    return said


def _is_choice(part: Part, wishes: Sequence[Wish]) -> bool:
    """Whether the reply asks which of several is to be ordered."""
    if part.topic != "which" or len(part.products) < 2:
        return False
    skus = {product.sku for product in part.products}
    return part.asked == "order" or any(
        w.quantity and w.wanted and len(w.products) > 1 and {p.sku for p in w.products} & skus for w in wishes
    )


def _wants_so_many(lines: Sequence[Line], scene: Scene) -> bool:
    """Whether a number alone is how many are wanted: it was asked, or it is said as a wish: "2 please"."""
    for line in lines:
        text = line.text or ""
        if line.kind != "text" or _ASKS.search(text):
            continue
        said = words(text)
        if not any(not wish.products and wish.quantity for wish in read_wishes(text, scene.index)):
            continue
        intents = {intent for clause in read_clauses(text) for intent in clause.intents}
        if scene.asked in {"order", "agree"} or _POLITE & set(said) or {"want", "order", "yes"} & intents:
            return True
    return False


def told_at_once(
    lines: Sequence[Line],
    form: OrderForm,
    details: Mapping[str, str],
    scene: Scene,
    *,
    agreed: bool = False,
) -> tuple[dict[str, str], list[Line]]:
    """The details that came with the order itself, and the messages without what holds nothing else.

    "2 pens to Tripoli" names the town; a name and a number may be in the same burst. ``agreed``: it answers whether
    to order, so a name beside a town is a name.
    """
    told: dict[str, str] = {}
    left: list[Line] = []
    names = {f.name for f in form.fields}
    for line in lines:
        if line.kind != "text" or not line.text:
            left.append(line)
            continue
        pieces = [text for text in re.split(r"\n+|(?<=[.!])\s+", line.text) if text.strip()]
        others: list[str] = []
        for piece in pieces:
            others.append(piece)
            if _ASKS.search(piece):
                continue
            text = _without_yes(piece)
            if names_address(text):
                read = read_details(text, ADDRESS, form, {**details, **told}, scene.shop).details
                told |= read
                del others[len(others) - bool(read) :]
                continue
            more = _says_more(text, scene)
            if more and (within := _details_within(text, form, details, scene)):
                told |= within
                if not _says_more(_without_details(text), scene, _HELLO):
                    others.pop()
                continue
            if more and not (agreed and _name_and_town(text, form, scene)):
                told |= _town(text, names) | _phone(text, form, details, scene)
                continue
            read = read_details(text, None, form, {**details, **told}, scene.shop).details
            sure = "phone" in read or "address_line1" in read or (agreed and "city" in read)
            kept = {name: value for name, value in read.items() if sure or group_of(name) != "name"}
            told |= kept
            del others[len(others) - bool(kept) :]
        if others == pieces:
            left.append(line)
        elif others:
            left.append(replace(line, text=" ".join(others)))
    return told, left


_SEGMENTS = re.compile(r"[,;،]\s*|\s+-\s+")


def _details_within(text: str, form: OrderForm, details: Mapping[str, str], scene: Scene) -> dict[str, str]:
    """The details in a sentence that also says what is wanted: "a kit, livraison à Jounieh, au nom de Paul Sfeir".

    Only what a comma parts from the rest, and is labelled, a street, a town or a number; at least two of these.
    """
    pieces = [
        piece for piece in _SEGMENTS.split(text) if is_detail(piece) and not _wants_a_product(piece, scene)
    ]
    read = read_details(
        ", ".join(pieces), None, form, {**details, "first_name": "", "last_name": ""}, scene.shop
    )
    return (
        dict(read.details) if len(pieces) > 1 and len({group_of(name) for name in read.details}) > 1 else {}
    )


def _without_details(text: str) -> str:
    """What ``text`` says besides details: "phone 71 222 333" names no product."""
    return ", ".join(piece for piece in _SEGMENTS.split(text) if not is_detail(piece))


def _wants_a_product(text: str, scene: Scene) -> bool:
    return not has_phone(text) and any(wish.products for wish in read_wishes(text, scene.index))


def _name_and_town(text: str, form: OrderForm, scene: Scene) -> bool:
    """Whether ``text`` is a name and a town with a comma between them: "Sara" is nobody's price (سعر)."""
    read = read_details(text, None, form, {}, scene.shop).details
    both = {"name", "address"} <= {group_of(name) for name in read}
    return both and bool({",", "،", "/"} & set(text)) and not read_wishes(text, scene.index)


_AFTER_YES = re.compile(r"[,;:!]\s*")


def _without_yes(text: str) -> str:
    """``text`` without the yes in front of it: "oui, Jean Khalil, Zahlé"."""
    head, *rest = _AFTER_YES.split(text, maxsplit=1)
    return rest[0] if rest and rest[0] and consent_in(head) == "yes" else text


def orders_by_details(
    lines: Sequence[Line], form: OrderForm, scene: Scene, cart: Cart
) -> tuple[tuple[CartLine, ...], dict[str, str]] | None:
    """What is ordered where the customer just says where it is to go: a name, a town, a street; and these details.

    It is a yes to "would you like to order it?", and after a price it says as much. ``None`` for anything else.
    """
    asked = scene.asked == "agree" or cart.asked == OFFERED
    wanted = cart.lines if cart.asked == OFFERED else ()
    if not wanted and scene.about is not None:
        products = {product.sku: product for product in (scene.wanted if asked else ()) or (scene.about,)}
        wanted = _lines(products, (), None, None)
    if not wanted or not (asked or cart.number is None):
        return None
    told, left = told_at_once(lines, form, {}, scene, agreed=asked)
    if not agrees(left):
        return None
    groups = {group_of(name) for name in told}
    street = bool(told.keys() & {"address_line1", "address"})
    enough = street or {"name", "address"} <= groups or "phone" in told
    return (wanted, told) if enough and (asked or (street and groups & {"name", "phone"})) else None


_HELLO = frozenset({"greeting", "thanks", "ack", "yes"})


def _says_more(text: str, scene: Scene, besides: frozenset[str] = frozenset()) -> bool:
    clauses = read_clauses(text, protected=scene.index.vocabulary)
    intents = {intent for clause in clauses for intent in clause.intents}
    return bool(intents - {"location", "contact"} - besides or read_wishes(text, scene.index))


def _town(text: str, names: set[str]) -> dict[str, str]:
    spot = city_among(spots_in(text)) if "city" in names else None
    place = place_of(spot.name) if spot else None
    return {"city": spot.name} if spot and place is not None and place.country == HOME else {}


def _phone(text: str, form: OrderForm, details: Mapping[str, str], scene: Scene) -> dict[str, str]:
    read = read_details(
        text, "phone", form, {**details, "first_name": "-", "last_name": "-"}, scene.shop
    ).details
    return {"phone": read["phone"]} if "phone" in read else {}
