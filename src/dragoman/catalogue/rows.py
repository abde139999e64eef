"""One product as a row of a file: what may stand in it, and writing it. Pure.

A field that is absent stays as the database has it; one that is empty is cleared. Names and summaries
are kept by language.
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from dragoman.base import blobs
from dragoman.base.money import Money, decimal_text, parse_money
from dragoman.tenants.document import Document, StockSeed, product_document, stock_seed
from dragoman.tenants.entries import MOST_PIECES, ProductEntry, product_amounts
from dragoman.tenants.product_store import ProductRow
from dragoman.tenants.yaml_text import explain

ROW_FIELDS = (
    "sku", "name", "names_extra", "description", "summary_extra", "brand", "category", "price", "compare_at",
    "currency", "stock", "aliases", "image_url", "images", "variants", "offers", "details", "active",
)  # fmt: skip
"""What is written of a product, in order. Reading takes a shop file's words for these too."""

REQUIRED = ("sku", "name", "price")
_OWN_NAMES = {
    "description": "summary",
    "names_extra": "names",
    "summary_extra": "summaries",
    "image": "image_url",
}
"""A row's word for a field of the shop file."""

_FILE_NAMES = {"summary": "description", "summaries": "summary_extra", "names": "names_extra"}
_BY_LANGUAGE = ("names", "summaries")
FIELDS = {*ProductEntry.model_fields, *_OWN_NAMES, "currency", "active"}
_STOCK_FIELDS = {"stock", "quantity"}
_STOCK = {
    True: "in",
    False: "out",
    "true": "in",
    "false": "out",
    "in": "in",
    "out": "out",
    "untracked": "untracked",
}
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_NOT_UTF8 = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """A product as a file has it. ``line`` is where it stands.

    ``fields`` are those that the row speaks of, in the form of the shop's document; ``None`` clears one. ``stock``
    and ``variant_stock`` are set where the row tells them; a shop file's only ``seeds`` what is new.
    """

    line: int
    sku: str
    fields: Document
    stock: StockSeed | None = None
    variant_stock: Mapping[str, StockSeed] = field(default_factory=dict)
    active: bool = True
    seeds: bool = False

    @property
    def stored_pictures(self) -> set[bytes]:
        """The names of the stored files among its pictures."""
        named = [self.fields.get("image_url"), *(self.fields.get("images") or ())]
        return {name for name in map(blobs.read_address, filter(None, named)) if name is not None}

    def merged_into(self, document: Document) -> Document:
        """The product's document with what the row says."""
        result = dict(document)
        for name, value in self.fields.items():
            if name in _BY_LANGUAGE:
                value = {**document.get(name, {}), **value}
                value = {language: text for language, text in value.items() if text is not None}
            if value in (None, [], {}):
                result.pop(name, None)
            else:
                result[name] = value
        return result

    def stock_after(self, before: StockSeed | None, *, keep: bool) -> StockSeed:
        """What is in stock afterwards, of a product that had ``before`` (``None`` for a new one).

        ``keep`` leaves alone what exists.
        """
        own = self.stock if self.stock is not None else before or StockSeed()
        variants = {**(before.variants if before else {}), **self.variant_stock}
        if before is not None and (keep or self.seeds):
            own, variants = before, {**self.variant_stock, **before.variants}
        return StockSeed(own.stock, own.quantity, variants)


def read_row(
    line: int, data: Mapping[str, Any], currency: str, address_of: Callable[[str], str] = str
) -> ImportRow:
    """The product in one row of a shop that sells in ``currency``. Raises ``ValueError`` with the reason.

    ``address_of`` gives the address of a picture that is named.
    """
    refuse_unstorable(data)
    known = {_OWN_NAMES.get(name, name): value for name, value in data.items() if name in FIELDS}
    if len(known) < sum(name in FIELDS for name in data):
        twice = next(name for name, shop_name in _OWN_NAMES.items() if name in data and shop_name in data)
        raise ValueError(f"{twice} and {_OWN_NAMES[twice]} are the same field; write one of them")
    said = known.pop("currency", None)
    if said not in (None, "") and str(said).strip().upper() != currency:
        raise ValueError(f"currency: {said!r}, and this shop sells in {currency}")
    active = _flag("active", known.pop("active", None))
    cleared = {name: _cleared(known, name) for name in _BY_LANGUAGE}
    try:
        entry = ProductEntry.model_validate(_as_entry(known, address_of))
    except ValidationError as error:
        raise ValueError(_in_words_of_the_file(explain(error, ProductEntry))) from None
    row = row_of(line, entry, currency, given=set(known))
    for name, languages in cleared.items():
        row.fields[name] = {**languages, **getattr(entry, name)}
    seed = stock_seed(entry)
    tells = {variant.key for variant in entry.variants if _STOCK_FIELDS & variant.model_fields_set}
    return ImportRow(
        line,
        entry.sku,
        row.fields,
        StockSeed(seed.stock, seed.quantity) if _STOCK_FIELDS & entry.model_fields_set else None,
        {key: stock for key, stock in seed.variants.items() if key in tells},
        active,
    )


def row_of(line: int, entry: ProductEntry, currency: str, *, given: set[str] | None = None) -> ImportRow:
    """A product of a shop file as a row; ``given`` are the fields that it speaks of, all by default.

    Raises ``ValueError`` for an amount that the currency is not written with.
    """
    for place, amount in product_amounts(entry):
        try:
            parse_money(amount, currency)
        except ValueError as error:
            raise ValueError(f"{place}: {error}; write it as '19.99'") from None
    document = product_document(entry, currency)
    spoken_of = (given if given is not None else set(ProductEntry.model_fields)) - {"sku", *_STOCK_FIELDS}
    fields = {name: document.get(name) for name in sorted(spoken_of)}
    fields |= {name: document.get(name, {}) for name in _BY_LANGUAGE}
    seed = stock_seed(entry)
    return ImportRow(line, entry.sku, fields, StockSeed(seed.stock, seed.quantity), seed.variants, seeds=True)


def unknown_fields(data: Mapping[str, Any]) -> list[str]:
    """The names in a row that no field has."""
    return [name for name in data if name not in FIELDS]


def _as_entry(known: Mapping[str, Any], address_of: Callable[[str], str]) -> dict[str, Any]:
    """The row in the form of a shop file's product: blanks left out, stock in one of its two fields."""
    entry = {name: _plain(value) for name, value in known.items() if value not in (None, "")}
    if isinstance(entry.get("image_url"), str):
        entry["image_url"] = address_of(entry["image_url"])
    if isinstance(entry.get("images"), list):
        entry["images"] = [address_of(each) if isinstance(each, str) else each for each in entry["images"]]
    if isinstance(entry.get("sku"), int) and not isinstance(entry["sku"], bool):
        entry["sku"] = str(entry["sku"])
    for name in ("price", "compare_at"):
        if isinstance(known.get(name), Decimal):
            entry[name] = str(known[name])
    _put_stock(entry)
    for name, priced in (("variants", ("price",)), ("offers", ("unit_price", "total"))):
        if isinstance(known.get(name), list):
            entry[name] = [_part(part, priced) for part in known[name]]
    return entry


def _part(part: Any, priced: Sequence[str]) -> Any:
    if not isinstance(part, Mapping):
        return part
    result = {name: _plain(value) for name, value in part.items() if value is not None}
    for name in priced:
        if isinstance(part.get(name), Decimal):
            result[name] = str(part[name])
    _put_stock(result)
    return result


def _put_stock(entry: dict[str, Any]) -> None:
    """A number in ``stock`` is a count."""
    if entry.get("stock") is None:
        return
    told = read_stock(entry.pop("stock"))
    entry |= {"stock": told.stock} if told.quantity is None else {"quantity": told.quantity}


def read_stock(told: object) -> StockSeed:
    """What is in stock: a whole number counts pieces. Raises ``ValueError`` for what tells nothing of the kind."""
    key = told.strip().lower() if isinstance(told, str) else told
    if isinstance(key, bool | str) and key in _STOCK:
        return StockSeed(_STOCK[key])
    number = _whole(key)
    if number is None or not 0 <= number <= MOST_PIECES:
        raise ValueError(f"stock: {str(told)[:40]} is no number of pieces; write 12, in, out or untracked")
    return StockSeed("in" if number > 0 else "out", number)


def _whole(told: Any) -> int | None:
    if isinstance(told, str):
        return int(told) if re.fullmatch(r"[0-9]{1,12}", told, re.ASCII) else None
    if isinstance(told, bool) or not isinstance(told, int | float):
        return None
    return int(told) if told == int(told) else None


def _cleared(known: dict[str, Any], name: str) -> dict[str, None]:
    """Takes the languages without a text in ``name`` out of the row: they are cleared."""
    told = known.get(name)
    if not isinstance(told, Mapping):
        return {}
    known[name] = {language: text for language, text in told.items() if text not in (None, "")}
    return {language: None for language, text in told.items() if text in (None, "")}


def _flag(name: str, value: Any) -> bool:
    if value in (None, "", True, "true", "True", "TRUE"):
        return True
    if value in (False, "false", "False", "FALSE"):
        return False
    raise ValueError(f"{name}: {value!r} is neither true nor false")


def _plain(value: Any) -> Any:
    """Numbers as JSON has them: only amounts need each digit."""
    if isinstance(value, Decimal):
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(f"{str(value)[:20]} is no number that can be kept")
        return number
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value


def refuse_unstorable(value: Any) -> None:
    """Raises ``ValueError`` for a text that no database holds, however deep it stands."""
    if isinstance(value, str):
        if _NOT_UTF8.search(value):
            raise ValueError("it is not UTF-8 text; save the file as UTF-8")
        if _UNSTORABLE.search(value):
            raise ValueError("it holds a character that no text may, such as NUL")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            refuse_unstorable(name)
            refuse_unstorable(inner)
    elif isinstance(value, list):
        for inner in value:
            refuse_unstorable(inner)


def _in_words_of_the_file(told: str) -> str:
    for name, own in _FILE_NAMES.items():
        if re.match(rf"{name}\b", told):
            return own + told[len(name) :]
    return told


# --- writing ------------------------------------------------------------------------------------------


def row_data(row: ProductRow) -> dict[str, Any]:
    """The product as one object of a JSONL file: every field, so that reading it clears what it clears."""

    def text(minor: int | None) -> str | None:
        return None if minor is None else decimal_text(Money(row.currency, minor))

    return {
        "sku": row.sku,
        "name": row.name,
        "names_extra": row.names,
        "description": row.summary,
        "summary_extra": row.summaries,
        "brand": row.brand,
        "category": row.category,
        "price": text(row.price_minor),
        "compare_at": text(row.compare_at_minor),
        "currency": row.currency,
        "stock": row.stock if row.quantity is None else row.quantity,
        "aliases": row.aliases,
        "image_url": row.image_url,
        "images": row.images,
        "variants": [
            {
                "key": each["key"],
                "title": each["title"],
                "price": text(each["price_minor"]),
                "options": each["options"],
                "stock": each["stock"] if each["quantity"] is None else each["quantity"],
            }
            for each in row.variants
        ],
        "offers": row.offers,
        "details": row.details,
        "active": row.active,
    }
