"""The shop's fields read from what a customer writes: a name, a number, a street, alone or all at once. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dragoman.agents.rules.ordering.places import Spot, city_among, spots_in
from dragoman.agents.rules.stopwords import STOP_WORDS
from dragoman.base.phone import lebanese
from dragoman.catalogue.fold import sound, words
from dragoman.orders.form import phone_of
from dragoman.orders.model import KnownCustomer, OrderForm
from dragoman.tenants.model import ShopInfo

NAME, PHONE, ADDRESS = "name", "phone", "address"
_GROUPS = {
    "first_name": NAME,
    "last_name": NAME,
    "name": NAME,
    "full_name": NAME,
    "phone": PHONE,
    "city": ADDRESS,
    "address": ADDRESS,
    "address_line1": ADDRESS,
}
_WHOLE_NAME = ("name", "full_name")
_STREET_FIELDS = ("address_line1", "address")
_LONGEST = 300  # characters of one answer
_MOST_NAME_WORDS = 5

_SEPARATORS = re.compile(r"[\n\r,،;؛|]+|\s[-–—/]\s|\.\s+|\.$")
# A label after other words starts the next field: "الاسم علي حسن العنوان بعلبك".
_NEXT_FIELD = re.compile(r"\s+(?=و?(?:العنوان|عنواني|3enwen[ei]?)[\s:])", re.IGNORECASE)
_PHONE = re.compile(r"[+＋]?\d(?:[\s\-./()]{0,3}\d){4,16}")
_GROUP = re.compile(r"[+＋]?\d+")
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.\w+")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’.\-][^\W\d_]*)*\Z")
# "3ali", "A7mad", "Ra2fat": digits that are letters; a "5th" is a floor.
_ARABIZI = re.compile(
    r"(?!\d(?:st|nd|rd|th|er|eme)\Z)(?=.*[^\W\d_].*[^\W\d_].*[^\W\d_])[2356789]?[^\W\d_]+(?:[2356789][^\W\d_]*)*\Z"
)
_EDGES = "/ \t.,:;!?-–—=()\"'«»*_~،؛؟"

_NAME_LABEL = re.compile(
    r"(?:ok\s+|sure\s+|yes\s+|hi\s+|oui\s+)?(?:(?:my|the|full|first|last)\s+)*(?:name(?:\s+is|'s|s)?|surname|i\s+am|i['’]?m|this\s+is|it['’]?s|je\s+m['’]?appelle|mon\s+nom"
    r"(?:\s+est)?|mon\s+prénom(?:\s+est)?|moi\s+c['’]?est|c['’]est|je\s+suis|nom|au\s+nom\s+de|(?:in|under)\s+the\s+name(?:\s+of)?|اسمي|إسمي|انا|أنا|الاسم|الإسم|اسم|معك"
    r"|[ie]sm[ei]h?|ana|ma3ak|ma3ik)(?=[\s:=\-]|$)\s*(?:هو|is|est)?\s*[:=\-]?\s*",
    re.IGNORECASE,
)
_PHONE_LABEL = re.compile(
    r"(?:and\s+|et\s+|w\s+|و\s*)?(?:(?:my|the|mon|le|al|l)\s+)*(?:phone|mobile|cell|tel|téléphone|telephone|number|num(?:é|e)ro|no|رقمي|رقم|الرقم|تلفوني"
    r"|تلفون|التلفون|موبايل|هاتف|الهاتف|ra2m[ei]?|ra2em|telephone|telefon[ei]?)(?:\s+(?:number|num|is|est|هو|التلفون|تلفوني|الهاتف))*\s*[:=\-]?\s*",
    re.IGNORECASE,
)
_ADDRESS_LABEL = re.compile(
    r"(?:and\s+|et\s+|w\s+)?(?:(?:my|the|mon|l|new|delivery|full)['’\s]+)*(?:address(?:\s+is)?|adresse(?:\s+est)?|deliver(?:\s+it)?\s+to|send(?:\s+it)?\s+to"
    r"|i\s+live\s+(?:in|at)|i['’]?m\s+in|j['’]?habite(?:\s+(?:à|a|au|en))?|livrez(?:\s+(?:à|a|au))?|livraison\s+(?:à|a|au|en)|العنوان|عنواني|ساكنة|ساكنه|ساكن|عايش"
    r"|3enwen[ei]?|l\s*3enwen|s[ae]k[ie]?n[ei]?|city|town|ville|المدينة)(?=[\s:=\-]|$)\s*(?:هو|is|est|ب|في|bi?|fi)?(?=[\s:=\-]|$)\s*[:=\-]?\s*",
    re.IGNORECASE,
)
_PARTICLES = frozenset(words("el al abou abu bou abi bin ibn bint de la le du van von ابو ابي بن بنت ال"))
_NO_NAME = frozenset(
    words(
        """
        svp stp un une seul seule seulement only just one two deux livraison livrer livrez delivery
        deliver adresse
        ok okay yes no sure wait later done here hello hi hey please thanks merci شكرا نعم لا تمام اوكي طيب اكيد
        confirm order name phone address number اسم رقم عنوان oui non d accord tamem akid la eh why how what when
        where who ليش كيف شو وين مين lesh kif shou wen cart total price discount know don dont idk good great"""
    )
)
STREET_WORDS = frozenset(
    words(
        """
        street st str road rd avenue ave av building bldg bld bulding floor flr fl apt apartment block near facing
        behind next opposite highway center centre tower square roundabout house villa office school church mosque
        pharmacy bank supermarket bakery hospital university rue boulevard bd immeuble imm etage appartement appt
        quartier pres derriere face cote autoroute maison eglise ecole شارع بنايه البنايه طابق حد قرب جنب مقابل ورا
        وراء طريق اوتوستراد حي شقه بيت منزل محل مبني مفرق ساحه جامع كنيسه مدرسه صيدليه فرن بنك بلوك share3 share3
        shar3 benaye bineye bneye binaye tabe2 tabe2 tabek 7ad 7add hadd jamb janb 2orb orb wara ma2abel m2abel tari2
        autostrad autostrade 7ay hay che22a she22a beit mafra2 sa7et jeme3 knise madrase saydaliye"""
    )
)
_VAGUE = frozenset(
    words(
        "home house location send sending same last time usual before beit بيت البيت بيتي maison domicile chez"
    )
)
_LEFT_OVER = frozenset(
    words(
        """
        in at to the a de du la le a au en of and et w and lebanon liban لبنان lebnen في ب الى على my is here it
        city town area ville مدينه منطقه mante2a please pls svp ok thanks from deliver delivery by also"""
    )
)


@dataclass(frozen=True, slots=True)
class Told:
    """The fields that a message gave. ``bad_phone``: it tried to give a number that the shop cannot use."""

    details: Mapping[str, str] = field(default_factory=dict)
    bad_phone: bool = False


def group_of(name: str) -> str:
    """The question that asks for a field: name, phone and address each ask for what belongs together."""
    return _GROUPS.get(name, name)


def missing_fields(form: OrderForm, details: Mapping[str, str]) -> tuple[str, ...]:
    """The required fields that nobody has told yet, in the shop's order."""
    return tuple(
        f.name for f in form.fields if f.required and f.name not in form.never_ask and not details.get(f.name)
    )


def next_fields(form: OrderForm, details: Mapping[str, str]) -> tuple[str, ...]:
    """The missing fields that the next question asks for; none when all is known."""
    missing = missing_fields(form, details)
    return tuple(name for name in missing if group_of(name) == group_of(missing[0])) if missing else ()


def fields_of(form: OrderForm, group: str) -> tuple[str, ...]:
    """The form's fields that belong to one question."""
    return tuple(f.name for f in form.fields if group_of(f.name) == group)


def known_details(
    form: OrderForm, customer: KnownCustomer, contact_name: str | None, shop: ShopInfo
) -> dict[str, str]:
    """What need not be asked: the last order's details, the number they write from, the name of their profile."""
    names = {f.name for f in form.fields}
    known = {name: value for name, value in customer.details.items() if name in names and value.strip()}
    if "phone" in names and "phone" not in known and customer.phone:
        number = phone_of(customer.phone if customer.phone.startswith("+") else f"+{customer.phone}", shop)
        known |= {"phone": number} if number else {}
    profile = next((told for told in (customer.name, contact_name) if told and _is_name(told)), None)
    if profile and not any(group_of(name) == NAME for name in known):
        known |= _named(profile, names, {})
    return known


def read_details(
    text: str, asked: str | None, form: OrderForm, details: Mapping[str, str], shop: ShopInfo
) -> Told:
    """The fields that ``text`` tells when ``asked`` (a group, or a field of the shop's own) was asked for.

    Only fields of the form come back. Nothing is taken for a name or an address that does not look like one, unless
    it was asked for.
    """
    names = {f.name for f in form.fields}
    text = _EMAIL.sub(" ", text[:_LONGEST])
    if asked is not None and asked not in {NAME, PHONE, ADDRESS}:
        return Told({asked: " ".join(text.split())} if asked in names and text.strip() else {})
    phone, text, tried = _take_phone(text, shop) if "phone" in names else (None, text, False)
    told: dict[str, str] = {"phone": phone} if phone else {}
    name, rest = _take_name(_segments(text), asked, any(not details.get(n) for n in fields_of(form, NAME)))
    if name:
        told |= _named(name, names, details)
    told |= _address(rest, asked, names, details)
    return Told(told, tried and phone is None)


def _segments(text: str) -> list[str]:
    text = _NEXT_FIELD.sub(", ", text)
    pieces = (piece.strip(_EDGES) for piece in _SEPARATORS.split(text))
    return [" ".join(piece.split()) for piece in pieces if piece.strip(_EDGES)]


# --- phone ------------------------------------------------------------------------------------------


def _take_phone(text: str, shop: ShopInfo) -> tuple[str | None, str, bool]:
    """The number in ``text`` as it is stored, the text without it, and whether one was tried."""
    tried = False
    for match in _PHONE.finditer(text):
        digits = sum(char.isdigit() for char in match[0])
        tried = tried or digits >= 6
        groups = [(g.start() + match.start(), g.end() + match.start()) for g in _GROUP.finditer(match[0])]
        spans = [(groups[a][0], groups[b][1]) for a in range(len(groups)) for b in range(a, len(groups))]
        spans.sort(key=lambda span: span[0] - span[1])
        at_home = [span for span in spans if lebanese(text[span[0] : span[1]])]
        for start, end in [*at_home, (match.start(), match.end())]:
            if number := phone_of(text[start:end], shop):
                before, after = text[:start], text[end:]
                return number, f"{_without_label(before)}, {after}", True
    return None, text, tried


def _without_label(before: str) -> str:
    labels = [match for match in _PHONE_LABEL.finditer(before) if match.end() == len(before)]
    return before[: labels[0].start()] if labels else before


# --- name -------------------------------------------------------------------------------------------


def _take_name(segments: Sequence[str], asked: str | None, needed: bool) -> tuple[str | None, list[str]]:
    """The customer's name, and the segments without it."""
    name, rest = None, []
    for segment in segments:
        label = _NAME_LABEL.match(segment)
        if label is not None and name is None and (head := _name_at_start(segment[label.end() :], asked)):
            name = head[0]
            rest.extend([head[1]] if head[1] else [])
        elif needed and name is None and asked != ADDRESS and (head := _name_at_start(segment, asked)):
            whole = not head[1] and asked != NAME
            if whole and len(head[0].split()) < 2 and len(segments) == 1:
                rest.append(segment)
                continue
            name = head[0]
            rest.extend([head[1]] if head[1] else [])
        else:
            rest.append(segment)
    return name, rest


def _name_at_start(segment: str, asked: str | None) -> tuple[str, str] | None:
    """The words in front that may be a name, and what follows: a town, a street."""
    said = segment.split()
    starts = [spot.start for spot in spots_in(segment)]
    stops = [
        at
        for at, word in enumerate(said)
        if set(words(word)) & STREET_WORDS
        or (any(map(str.isdigit, word)) and not (asked == NAME and _ARABIZI.match(word)))
    ]
    end = min([*starts, *stops, len(said)])
    head = [word.strip(_EDGES) for word in said[:end]]
    while end < len(said) and len(head) > 1 and set(words(head[-1])) & _LEADS_TO_A_PLACE:
        head.pop()
    if end < len(said) and asked != NAME and len(head) < 2:
        return None
    whole = " ".join(word for word in head if word)
    return (_capital(whole), " ".join(said[end:])) if _is_name(whole) else None


# "Fatima Zein from Nabatieh": the words between a name and a town.
_LEADS_TO_A_PLACE = frozenset(
    words(
        """
    from in of at de du à من ب في عم ساكن ساكنة ساكنه عايش عايشة انا أنا وأنا و mn men min bi b fi w ana sekne seken
    saken sakne"""
    )
)


def _is_name(text: str) -> bool:
    said = text.split()
    if not 0 < len(said) <= _MOST_NAME_WORDS or not all(
        _LETTERS.match(word) or _ARABIZI.match(word) for word in said
    ):
        return False
    folded = [word for part in said for word in words(part)]
    plain = [word for word in folded if word not in _PARTICLES]
    empty = sum(word in STOP_WORDS for word in plain)
    return (
        bool(plain)
        and not _NO_NAME & set(plain)
        and 2 * empty <= len(plain)
        and (empty == 0 or len(plain) > 1)
    )


def _capital(name: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in name.split()) if name.islower() else name


def _named(name: str, names: set[str], details: Mapping[str, str]) -> dict[str, str]:
    """``name`` in the form's own fields."""
    for whole in _WHOLE_NAME:
        if whole in names:
            return {whole: name}
    first, _, last = name.partition(" ")
    told = details.get("first_name")
    if not last and told and "last_name" in names and not details.get("last_name"):
        return {"last_name": first} if _sounds(first) != _sounds(told) else {}
    fields = {"first_name": first, "last_name": last}
    return {key: value for key, value in fields.items() if key in names and value}


def _sounds(name: str) -> tuple[str, ...]:
    """A name as one hears it: Rana and رنا are one."""
    return tuple(sound(word) or word for word in words(name))


# --- address ----------------------------------------------------------------------------------------


def looks_like_address(text: str) -> bool:
    """Whether ``text`` names a street, a building, a floor."""
    return bool(STREET_WORDS & set(words(text)))


def has_phone(text: str) -> bool:
    """Whether ``text`` holds a number as long as a telephone's."""
    return any(sum(map(str.isdigit, match[0])) >= 7 for match in _PHONE.finditer(text))


def is_detail(text: str) -> bool:
    """Whether a piece of a sentence is a labelled name or address, a street, a town or a telephone number."""
    told = text.strip()
    labelled = _NAME_LABEL.match(told) or _ADDRESS_LABEL.match(told)
    return bool(labelled or looks_like_address(told) or spots_in(told)) or has_phone(told)


def names_address(text: str) -> bool:
    """Whether ``text`` says where it is to go, street and all: "deliver to Beirut, Hamra street"."""
    return _ADDRESS_LABEL.match(text.strip()) is not None and looks_like_address(text)


def _address(
    segments: Sequence[str], asked: str | None, names: set[str], details: Mapping[str, str]
) -> dict[str, str]:
    street = next((name for name in _STREET_FIELDS if name in names), None)
    labelled = [_ADDRESS_LABEL.match(segment) for segment in segments]
    segments = [s[m.end() :].strip(_EDGES) if m else s for s, m in zip(segments, labelled, strict=True)]
    if asked != ADDRESS:
        fits = [
            bool(m) or looks_like_address(s) or bool(spots_in(s))
            for s, m in zip(segments, labelled, strict=True)
        ]
        first = next((at for at, fit in enumerate(fits) if fit), len(segments))
        segments = segments[first:]
    segments = [segment for segment in segments if segment]
    if not segments:
        return {}
    if "city" not in names:
        return {street: ", ".join(segments)} if street else {}
    only_city = asked == ADDRESS and not details.get("city") and bool(street and details.get(street))
    city, left = _city(segments, only=only_city)
    told = {"city": city} if city else {}
    if street and _says_something(left) and not (only_city and city):
        told[street] = ", ".join(left)
    return told


def _city(segments: Sequence[str], *, only: bool) -> tuple[str | None, list[str]]:
    """The town that an address names, and the address without it."""
    spots: list[tuple[int, Spot]] = [(at, spot) for at, s in enumerate(segments) for spot in spots_in(s)]
    chosen = city_among([spot for _, spot in spots])
    if chosen is not None:
        at = next(at for at, spot in spots if spot is chosen)
        left = list(segments)
        left[at] = _cut(segments[at], chosen)
        return chosen.name, [segment for segment in left if segment]
    if only:
        return " ".join(segments[0].split()[:4]), []
    if len(segments) > 1:
        short = [
            s
            for s in segments
            if len(s.split()) <= 3 and not looks_like_address(s) and not re.search(r"\d", s)
        ]
        if short:
            return short[0], [segment for segment in segments if segment != short[0]]
    return None, list(segments)


def _cut(segment: str, spot: Spot) -> str:
    """``segment`` without the town; a street that bears the town's name keeps it."""
    said = segment.split()
    gone = said[spot.start : spot.end]
    if STREET_WORDS & {word for part in gone for word in words(part)}:
        return segment
    left = [*said[: spot.start], *said[spot.end :]]
    return " ".join(left).strip(_EDGES)


def _says_something(segments: Sequence[str]) -> bool:
    said = [word for segment in segments for word in words(segment)]
    empty = _LEFT_OVER | _VAGUE | STOP_WORDS
    return any(word not in empty and len(word) > 1 for word in said)
