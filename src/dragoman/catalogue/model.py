"""Products as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from dragoman.base.money import Money

Stock = Literal["in", "out", "untracked"]


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to buy a product, with its own price.

    ``options`` say what sets it apart (``{"size": "L", "colour": "red"}``). ``quantity`` is how many pieces are
    left; ``None`` where nobody counts them by variant. Counted stock is ``in`` or ``out`` by it.
    """

    key: str
    title: str
    price: Money
    options: Mapping[str, str] = field(default_factory=dict)
    quantity: int | None = None
    stock: Stock = "untracked"


@dataclass(frozen=True, slots=True)
class Offer:
    """A price for buying several: either per unit or for the lot. Exactly one of the two is set."""

    quantity: int
    unit_price: Money | None = None
    total: Money | None = None


@dataclass(frozen=True, slots=True)
class Product:
    """Something a shop sells. ``names`` maps a language to the name in it; ``name`` is the one to show else.

    ``summaries`` stand beside ``summary`` in the same way.

    ``details`` holds the shop's further facts by topic (``features``, ``how_to_use``, ``best_for``, ``size``
    ...), each a sentence or a list of them, or those by language
    (:func:`said_in` reads them); what stands under ``unconfirmed`` is never stated. ``image_url``
    is the main picture and ``images`` are further ones: public web addresses, or ``blob:`` and a stored file's name.
    ``quantity`` is how many pieces are left; ``None`` where nobody counts. Counted stock is ``in`` or ``out`` by it.
    """

    sku: str
    name: str
    price: Money
    compare_at: Money | None = None
    category: str | None = None
    summary: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    variants: tuple[Variant, ...] = ()
    offers: tuple[Offer, ...] = ()
    stock: Stock = "untracked"
    details: Mapping[str, Any] = field(default_factory=dict)
    image_url: str | None = None
    active: bool = True
    brand: str | None = None
    images: tuple[str, ...] = ()
    quantity: int | None = None
    summaries: Mapping[str, str] = field(default_factory=dict)
    catalogue_version: int | None = field(default=None, compare=False)
    """Which catalogue it was read from: see ``catalogue.store.catalogue_version``."""

    def name_in(self, language: str) -> str:
        """The product's name in ``language``, or its main name."""
        return self.names.get(language, self.name)

    def summary_in(self, language: str) -> str | None:
        """What the product is, in ``language`` or in the shop's main words."""
        return self.summaries.get(language, self.summary)


def said_in(told: Any, language: str) -> Any:
    """A detail that may be told by language (``{en: ..., ar: ...}``): in ``language``, else in English, else as it
    stands."""
    if not isinstance(told, Mapping):
        return told
    return told.get(language, told.get("en", told))


def sentences_in(told: Any, language: str) -> list[tuple[str, str]]:
    """Each sentence of a detail in ``language``, behind what it may be known by: its words in every language.

    Lists of one length say the same things in the same order.
    """
    told_so = _sentences(said_in(told, language))
    versions = [_sentences(each) for each in told.values()] if isinstance(told, Mapping) else []
    beside = [version for version in versions if len(version) == len(told_so)] or [told_so]
    return [("\n".join(version[n] for version in beside), text) for n, text in enumerate(told_so)]


def _sentences(told: Any) -> list[str]:
    if isinstance(told, str):
        return [told]
    return [each for each in told if isinstance(each, str)] if isinstance(told, list | tuple) else []


@dataclass(frozen=True, slots=True)
class Match:
    """A product that was looked for; ``score`` only compares with the others of its search."""

    product: Product
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What a search found, best first.

    ``coverage`` (0 to 1) is how much of what was asked for the best match explains: below
    ``NOT_SOLD_HERE`` it is something else, below ``SURELY_MEANT`` only the closest there is.
    """

    matches: tuple[Match, ...]
    coverage: float


NOT_SOLD_HERE = 0.4
SURELY_MEANT = 0.9
