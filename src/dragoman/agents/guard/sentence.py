"""A sentence while it is read, and what is found in it: claims, by clause."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from dragoman.agents.guard.tokens import Token

ClaimKind = Literal[
    "money", "amount", "unread", "number", "percent", "discount", "free", "in", "out", "left", "scarce", "span", "soon",
    "link", "order", "code", "name", "sells",
]  # fmt: skip


Role = Literal["", "was", "discount", "total", "fee", "free"]


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim. ``text`` is its words; ``start`` and ``end`` where they stand in the clause's sentence.

    ``money``: ``number`` in one of ``currencies``. ``amount``: a price without a currency. ``span``: days, weeks ...
    by ``unit``. ``role`` is what an amount is said to be: empty for a price.
    """

    kind: ClaimKind
    text: str
    start: int = 0
    end: int = 0
    number: Decimal | None = None
    currencies: frozenset[str] = frozenset()
    role: Role = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence with its claims; ``sentence`` is the whole, in normal spelling and lower case."""

    text: str
    sentence: str
    start: int
    words: tuple[str, ...]
    claims: tuple[Claim, ...] = ()
    counts: frozenset[Decimal] = frozenset()
    """The plain numbers in it: how many pieces an offer is for."""


@dataclass(slots=True)
class Sentence:
    """A sentence while it is read."""

    low: str
    plain: str
    tokens: list[Token]
    claims: list[Claim] = field(default_factory=list)

    def take(self, kind: ClaimKind, start: int, end: int, **more: object) -> None:
        self.claims.append(Claim(kind, self.plain[start:end].strip(), start, end, **more))  # type: ignore[arg-type]
