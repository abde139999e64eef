"""A made-up shop that sells everything, and what its customers type: ``tests/data/search``.

Products are made from a list of kinds: each kind by every maker in some of the ways it comes, named in English, Arabic
or French, some in several languages. The same list always makes the same products.
"""

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

_DATA = Path(__file__).parents[1] / "data" / "search"
SHOP = {
    "slug": "everything",
    "brand": "Everything",
    "user_id": 4001,
    "currency": "USD",
    "timezone": "Asia/Beirut",
    "chatbots": [{"chatbot_id": 4001, "agent_id": "everything_agent", "name": "Assistant"}],
}


@dataclass(frozen=True)
class Kind:
    """One kind of product."""

    id: str
    category: str
    names: dict[str, str]
    makers: list[str]
    ways: list[str]


@dataclass(frozen=True)
class Question:
    """What a customer types and the kinds of products that are meant; none where the shop sells no such thing."""

    language: str
    text: str
    kinds: frozenset[str]


def _lines(name: str) -> list[list[str]]:
    text = (_DATA / name).read_text(encoding="utf-8")
    return [
        [cell.strip() for cell in line.split("|")] for line in text.splitlines() if line and line[0] != "#"
    ]


def kinds() -> list[Kind]:
    """Every kind of product."""
    return [
        Kind(
            id_,
            category,
            {"en": en, "ar": ar, "fr": fr},
            _parts(makers, ","),
            [w.strip() for w in ways.split(",")],
        )
        for id_, category, en, ar, fr, makers, ways in _lines("products.txt")
    ]


def _parts(cell: str, mark: str) -> list[str]:
    return [part.strip() for part in cell.split(mark)]


def products(per_kind: int = 8) -> list[dict[str, Any]]:
    """The products, as a shop file writes them. The SKU begins with the kind."""
    made = []
    for kind in kinds():
        random = Random(kind.id)
        pairs = [(maker, way) for way in kind.ways for maker in kind.makers]
        random.shuffle(pairs)
        for n in range(per_kind):
            maker, way = pairs[n % len(pairs)]
            again = n // len(pairs)
            made.append(_product(kind, n, maker, f"{way} gen {again + 1}" if again else way, random))
    return made


def _product(kind: Kind, n: int, maker: str, way: str, random: Random) -> dict[str, Any]:
    language = random.choices(["en", "ar", "fr"], [76, 13, 11])[0]
    shown = kind.names[language]
    name = f"{maker} {shown} {way}" if random.random() < 0.7 else f"{shown} {maker} - {way}"
    product: dict[str, Any] = {
        "sku": f"{kind.id}-{n + 1:02}",
        "name": name,
        "category": kind.category,
        "brand": maker,
        "price": f"{random.randint(3, 400)}.00",
    }
    if random.random() < 0.25:
        others = [other for other in ("en", "ar", "fr") if other != language]
        product["names"] = {other: f"{maker} {kind.names[other]}" for other in others}
    if random.random() < 0.5:
        product["summary"] = random.choice(_SUMMARIES).format(maker=maker, way=way)
    return product


_SUMMARIES = (
    "Original {maker} with one year warranty, {way}.",
    "A favourite of our customers: {way}, delivered in two days.",
    "New this season from {maker}. Comes in its box with a manual.",
    "Good value, light and easy to use at home or while travelling.",
    "منتج أصلي من {maker} مع كفالة سنة.",
    "Produit original {maker}, garanti un an, livraison rapide.",
)


def questions(name: str = "queries.txt") -> list[Question]:
    """What customers type, in the order of a file of ``tests/data/search``."""
    return [
        Question(language, text, frozenset() if meant == "-" else frozenset(_parts(meant, ",")))
        for language, text, meant in _lines(name)
    ]


def halves() -> tuple[list[Question], list[Question]]:
    """Every second question of each language: the first half is for tuning, the second only measures."""
    counts: dict[tuple[str, bool], int] = {}
    dev, test = [], []
    for question in questions():
        place = (question.language, bool(question.kinds))
        counts[place] = counts.get(place, 0) + 1
        (dev if counts[place] % 2 else test).append(question)
    return dev, test
