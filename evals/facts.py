"""What each shop may say, read from its file: amounts, stock, links, and the words that only the other shop has.

Deliberately apart from the agents' own guard: it reads files, not evidence, so that a mistake of one does not hide in
the other. Money here is minor units of the shops' currency, US dollars.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from dragoman.catalogue.fold import fold

SHOPS = Path(__file__).parents[1] / "examples" / "shops"

_NUMBER = r"\d+(?:[.,٫]\d+)*"
_CURRENCY = (
    r"\$|US\$|USD|dollars?|dolars?|دولار(?:اً|ا)?|€|EUR|euros?|LBP|L\.L\.?|ل\.ل\.?|ليرة|lira|lires?|livres?"
)
_AMOUNT = re.compile(
    rf"(?:(?<!\w)(?P<before>{_CURRENCY})\s*(?P<first>{_NUMBER})|(?P<second>{_NUMBER})\s*(?P<after>{_CURRENCY}))(?!\w)",
    re.IGNORECASE,
)
_DOLLARS = re.compile(r"\$|US\$|USD|dol|دولار", re.IGNORECASE)
_PERCENT = re.compile(rf"({_NUMBER})\s*[%٪]|[%٪]\s*({_NUMBER})")
_LINK = re.compile(r"https?://[^\s<>\"']+|\bwww\.[^\s<>\"']+", re.IGNORECASE)
_IN_STOCK = re.compile(
    r"(?<!out of )(?<!not )(?<!n't )\bin stock\b|(?<!غير )(?<!مش )متوف?ر (?:حالياً|حاليا|عنا)"
    r"|(?<!plus )(?<!pas )\ben stock\b",
    re.IGNORECASE,
)
_OUT_OF_STOCK = re.compile(r"out of stock|sold out|غير متوفر|نفد|rupture de stock|épuisé", re.IGNORECASE)


@dataclass(frozen=True)
class ShopFacts:
    """What one shop may say. ``names`` maps a sku to its folded names, in every language.

    ``prices`` are the amounts of each product, ``amounts`` those that belong to none: the fee, the shop's sentences.
    """

    brand: str
    amounts: frozenset[int]
    prices: Mapping[str, frozenset[int]]
    text: str
    names: Mapping[str, frozenset[str]]
    stock: Mapping[str, str]
    people: frozenset[str]


@cache
def facts_of(shop: str) -> ShopFacts:
    """The facts of an example shop."""
    document = yaml.safe_load((SHOPS / f"{shop}.yaml").read_text(encoding="utf-8"))
    text = "\n".join(_stated(document))
    amounts = {*_delivery(document), *(minor for _, minor in amounts_in(text) if minor is not None)}
    products = document["products"]
    return ShopFacts(
        brand=document["brand"],
        amounts=frozenset(amounts),
        prices={p["sku"]: frozenset(_prices(p)) for p in products},
        text=text,
        names={p["sku"]: frozenset(_names(p, document["brand"])) for p in products},
        stock={p["sku"]: p.get("stock", "untracked") for p in products},
        people=frozenset(fold(bot["persona"]["name"]) for bot in document["chatbots"]),
    )


def _names(product: Mapping[str, Any], brand: str) -> Iterator[str]:
    for name in (product["name"], *product.get("names", {}).values()):
        yield plain_words(name).removeprefix(f"{fold(brand)} ")


def plain_words(text: str) -> str:
    """The folded words with single spaces between them: what is compared."""
    return " ".join(re.findall(r"\w+", fold(text)))


def _prices(product: Mapping[str, Any]) -> Iterator[int]:
    for entry in (product, *product.get("variants", ()), *product.get("offers", ())):
        for name in ("price", "compare_at", "unit_price", "total"):
            if name in entry:
                yield _minor(entry[name])


def _delivery(document: Mapping[str, Any]) -> Iterator[int]:
    delivery = document["delivery"]
    if delivery.get("confirmed"):
        yield from (_minor(delivery[name]) for name in ("fee", "free_from") if name in delivery)


def _stated(document: Mapping[str, Any]) -> Iterator[str]:
    """The shop's own sentences that it stands by."""
    yield document.get("about", "")
    for policy in document.get("policies", {}).values():
        if policy.get("confirmed"):
            yield from policy.get("text", {}).values()
    for entry in document.get("faq", ()):
        if entry.get("confirmed"):
            yield entry["answer"]
    for product in document["products"]:
        yield product.get("summary", "")
        yield from _sentences({k: v for k, v in product.get("details", {}).items() if k != "unconfirmed"})


def _sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _sentences(part)
    elif isinstance(value, list):
        for part in value:
            yield from _sentences(part)


def _minor(text: str) -> int:
    return int(Decimal(str(text)) * 100)


def amounts_in(text: str) -> list[tuple[str, int | None]]:
    """Every amount of money in these words, as written, with its minor units; ``None`` where it is not in dollars."""
    plain = _ascii_digits(text)
    found: list[tuple[str, int | None]] = []
    for match in _AMOUNT.finditer(plain):
        number = match["first"] or match["second"]
        currency = match["before"] or match["after"]
        found.append((match.group(), _read(number) if _DOLLARS.search(currency) else None))
    return found


def _read(number: str) -> int:
    """``1,500.50`` and ``19,99`` alike: a mark with two digits behind it at the end is the decimal one."""
    number = number.replace("٫", ".")
    whole, mark, cents = number.rpartition(".") if "." in number[-3:] else number.rpartition(",")
    if not mark or len(cents) == 3:
        whole, cents = number, ""
    return int(re.sub(r"\D", "", whole)) * 100 + int((cents + "00")[:2])


def _ascii_digits(text: str) -> str:
    return "".join(str(int(char)) if char.isdecimal() else char for char in text)


def ungrounded_in(text: str, facts: ShopFacts, *, also: frozenset[int] = frozenset()) -> list[str]:
    """What these words of an agent claim that the shop's file does not give. ``also`` are amounts of its orders.

    In a line that names products, an amount must be one of theirs.
    """
    plain = _ascii_digits(text)
    wrong = [f"the percentage {m.group()}" for m in _PERCENT.finditer(plain) if m.group() not in facts.text]
    wrong += [f"the link {link}" for link in _LINK.findall(text) if link.rstrip(".,)") not in facts.text]
    for line in text.split("\n"):
        named = products_named(line, facts)
        priced = [facts.prices[sku] for sku in named or facts.prices]
        allowed = facts.amounts.union(also, *priced)
        wrong += [f"the amount {written}" for written, minor in amounts_in(line) if minor not in allowed]
        if len(named) == 1:
            wrong += _wrong_stock(line, named[0], facts.stock[named[0]])
    return wrong


def _wrong_stock(line: str, sku: str, stock: str) -> list[str]:
    if stock != "in" and _IN_STOCK.search(line):
        return [f"{sku} is in stock"]
    if stock != "out" and _OUT_OF_STOCK.search(line):
        return [f"{sku} is out of stock"]
    return []


def products_named(text: str, facts: ShopFacts) -> list[str]:
    """The products that these words name in full, in any language."""
    plain = f" {plain_words(text)} "
    return [sku for sku, names in facts.names.items() if any(f" {name} " in plain for name in names)]


def foreign_words_in(
    text: str, facts: ShopFacts, other: ShopFacts, *, used_by_customer: str = ""
) -> list[str]:
    """The words of the ``other`` shop in what an agent said: its brand, its people, its products.

    A product that the customer named is no secret: an agent may say that it does not sell it.
    """
    plain, theirs = set(re.findall(r"\w+", fold(text))), set(re.findall(r"\w+", fold(used_by_customer)))
    found = [f"the brand {other.brand}"] if fold(other.brand) in plain else []
    found += [f"the assistant {name}" for name in other.people if name in plain - theirs]
    asked = products_named(used_by_customer, other)
    found += [f"the product {sku}" for sku in products_named(text, other) if sku not in asked]
    return found
