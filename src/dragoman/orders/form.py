"""What a shop asks for before it takes an order, and whether what was told is enough. Pure.

The shop file's ``order_form`` says it: ``required_fields`` and ``optional_fields`` in the order in which they are
asked, ``never_ask_for``, ``questions`` (field -> language -> the shop's own words; ``address_question`` is the English
one for where to deliver), ``derive`` (``province: from city``, or a fixed value) and ``phone``: where its ``country``,
else the shop's, is ``LB``, numbers are taken without a country code too; with ``reject_other_countries`` no others are.

"""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.base.phone import digits_of, is_number, lebanese
from dragoman.catalogue.fold import words
from dragoman.orders.model import OrderField, OrderForm, Problem
from dragoman.orders.places import place_of
from dragoman.tenants.model import ShopInfo

DEFAULT_FIELDS = ("name", "phone", "city", "address_line1")
_TAKEN_UNASKED = ("address_line2", "notes")
_LONGEST = 500
_FROM_CITY = "from city"


def form_of(shop: ShopInfo) -> OrderForm:
    """The shop's order form; without one of its own: name, phone, city and address."""
    said = _section(shop)
    never = tuple(map(str, said.get("never_ask_for") or ()))
    required = tuple(map(str, said.get("required_fields") or DEFAULT_FIELDS))
    optional = tuple(map(str, said.get("optional_fields") or ()))
    fields = [(name, True) for name in required] + [
        (name, False) for name in optional if name not in required
    ]
    questions = _questions(said, required)
    return OrderForm(
        tuple(OrderField(name, must, questions.get(name, {})) for name, must in fields if name not in never),
        never,
        {name: rule for name, rule in _derive(said).items() if rule != _FROM_CITY},
    )


def checked(details: Mapping[str, str], shop: ShopInfo) -> dict[str, str] | Problem:
    """The details exactly as they will be stored, what follows from them included; or what is still missing.

    Fields that the form does not have are left out, but for what helps a courier (``notes``, ``address_line2``). A name
    told as one is shared out where the form wants two; a town that only the address names is the city.
    """
    form = form_of(shop)
    told = {name: text for name, value in details.items() if (text := plain_text(value))}
    told = _completed(told, form)
    taken = dict.fromkeys([*(field.name for field in form.fields), *_TAKEN_UNASKED])
    kept = {name: told[name] for name in taken if name in told and name not in form.never_ask}
    missing = tuple(field.name for field in form.fields if field.required and field.name not in kept)
    if "phone" in kept:
        phone = phone_of(kept["phone"], shop)
        if phone is None:
            return Problem("bad_phone", fields=("phone",))
        kept["phone"] = phone
    if missing:
        return Problem("missing_fields", fields=missing)
    return {**kept, **_derived(kept, shop)}


def phone_of(text: str, shop: ShopInfo) -> str | None:
    """A phone number as it is stored (``+9613123456``), or ``None`` for one that the shop does not take."""
    rules = _section(shop).get("phone")
    rules = rules if isinstance(rules, Mapping) else {}
    at_home = lebanese(text) if (rules.get("country") or shop.country) == "LB" else ""
    if at_home:
        return f"+{at_home}"
    if rules.get("reject_other_countries") is True:
        return None
    digits = digits_of(text)
    return f"+{digits}" if is_number(digits) and len(digits) >= _FEWEST_DIGITS else None


_FEWEST_DIGITS = 9  # with the country code; what is shorter is a local number of we do not know where


def _section(shop: ShopInfo) -> Mapping[str, Any]:
    said = shop.extra.get("order_form")
    return said if isinstance(said, Mapping) else {}


def _questions(said: Mapping[str, Any], required: Sequence[str]) -> dict[str, dict[str, str]]:
    given = said.get("questions")
    questions = {
        str(name): {str(language): str(text) for language, text in texts.items()}
        for name, texts in (given if isinstance(given, Mapping) else {}).items()
        if isinstance(texts, Mapping)
    }
    if where := said.get("address_question"):
        name = "city" if "city" in required else "address_line1"
        questions.setdefault(name, {}).setdefault("en", str(where))
    return questions


def plain_text(value: object) -> str:
    """One line of text without what no eye sees."""
    text = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char
        for char in str(value)
        if unicodedata.category(char) not in {"Cf", "Cs", "Co", "Cn"} or char == "\u200d"
    )
    return " ".join(text.split())[:_LONGEST].strip()


def _completed(told: dict[str, str], form: OrderForm) -> dict[str, str]:
    wanted = {field.name for field in form.fields}
    if "name" in told and "name" not in wanted:
        first, _, last = told["name"].partition(" ")
        told = {"first_name": first, **({"last_name": last} if last else {}), **told}
    if "name" in wanted and "name" not in told and (told.get("first_name") or told.get("last_name")):
        told = {**told, "name": f"{told.get('first_name', '')} {told.get('last_name', '')}".strip()}
    if "city" in wanted and "city" not in told and (place := place_of(told.get("address_line1", ""))):
        told = {**told, "city": place.name}
    return told


def _derive(said: Mapping[str, Any]) -> dict[str, str]:
    derive = said.get("derive")
    return {str(name): str(rule) for name, rule in (derive if isinstance(derive, Mapping) else {}).items()}


def _derived(kept: Mapping[str, str], shop: ShopInfo) -> dict[str, str]:
    derived: dict[str, str] = {}
    for name, rule in _derive(_section(shop)).items():
        value = province_of(kept.get("city", ""), shop) if rule == _FROM_CITY else rule
        if value and name not in kept:
            derived[name] = value
    return derived


def province_of(city: str, shop: ShopInfo) -> str | None:
    """The province that ``city`` lies in, by the name that the shop has for it (``provinces``)."""
    listed = [one for one in shop.extra.get("provinces") or () if isinstance(one, Mapping)]
    place = place_of(city)
    province = place.province if place else None
    for one in listed:
        names = {words(str(one.get("name") or "")), words(str(one.get("capital") or ""))} - {()}
        if words(city) in names or (province and words(province) in names):
            return str(one.get("name"))
    return province
