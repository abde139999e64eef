"""What a reply says, whatever kind of messages it is made of: its texts, and the addresses that it sends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass

from dragoman.channels.content import OutContent

_NOT_SAID = frozenset({"id", "kind", "language", "latitude", "longitude", "product_ids", "type", "birthday"})
_ADDRESSES = frozenset({"url"})
_OF_PRODUCTS = ("product:", "order:")


@dataclass(frozen=True, slots=True)
class Words:
    """A text or an address, with the place of its message (from 0). ``about`` is the product of a button or row."""

    message: int
    text: str
    about: str | None = None


def said_in(messages: Sequence[OutContent]) -> tuple[list[Words], list[Words]]:
    """The texts and the addresses of ``messages``."""
    texts: list[Words] = []
    links: list[Words] = []
    for place, message in enumerate(messages):
        for name, text, about in _strings(message):
            (links if name in _ADDRESSES else texts).append(Words(place, text, about))
    return texts, links


def _strings(
    value: object, name: str = "", about: str | None = None
) -> Iterator[tuple[str, str, str | None]]:
    if isinstance(value, str):
        if value.strip():
            yield name, value, about
    elif is_dataclass(value):
        own = getattr(value, "id", None)
        if isinstance(own, str) and own.startswith(_OF_PRODUCTS):
            about = own.partition(":")[2]
        for part in fields(value):
            if part.name not in _NOT_SAID:
                yield from _strings(getattr(value, part.name), part.name, about)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _strings(one, name, about)
