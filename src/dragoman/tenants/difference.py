"""What would change between two documents of a shop, and whether people changed the same place meanwhile."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dragoman.tenants.document import IDENTITIES, Document


class _Missing:
    def __repr__(self) -> str:
        return "(nothing)"


MISSING: Final = _Missing()
"""There is no such place in the document."""

ORDER = "(order)"
"""The last step of a place that stands for the order of a section's entries."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place of one shop that changes: ``old`` and ``new`` are values, or ``MISSING``."""

    shop: str
    place: tuple[str, ...]
    old: Any
    new: Any

    @property
    def path(self) -> str:
        """The place as people write it: ``products.jet_drone.price``."""
        return ".".join(self.place)

    def __str__(self) -> str:
        return f"{self.path}: {shown(self.old)} -> {shown(self.new)}"


def shown(value: Any) -> str:
    """A value in a line of output."""
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def differences(shop: str, base: Document | None, current: Document, declared: Document) -> list[Difference]:
    """What applying ``declared`` over ``current`` changes.

    ``base`` is what was applied last. A place that neither it nor ``declared`` speaks of was added by people
    and is left alone.
    """
    found = list(
        _compare(
            shop, (), base if base is not None else {}, _with_sections(current), _with_sections(declared)
        )
    )
    for section in ("products", "faq"):
        old, new = (list(document.get(section, {})) for document in (current, declared))
        shared_old, shared_new = [key for key in old if key in new], [key for key in new if key in old]
        if shared_old != shared_new:
            found.append(Difference(shop, (section, ORDER), shared_old, shared_new))
    return found


def _with_sections(document: Document) -> Document:
    """Every section of entries is there, so that a new one shows as entries added and not as one lump."""
    return {**{section: {} for section in IDENTITIES}, **document}


def _compare(shop: str, place: tuple[str, ...], base: Any, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*new, *(key for key in old if key not in new)]:
            inner = base.get(key, MISSING) if isinstance(base, Mapping) else MISSING
            yield from _compare(shop, (*place, key), inner, old.get(key, MISSING), new.get(key, MISSING))
    elif old != new and not (base is MISSING and new is MISSING):
        yield Difference(shop, place, old, new)


def changed_by_people(base: Document | None, found: list[Difference]) -> list[Difference]:
    """Those differences whose place no longer holds what was applied last."""
    return [
        each for each in found if each.place[-1] != ORDER and value_at(base or {}, each.place) != each.old
    ]


def value_at(document: Document, place: tuple[str, ...]) -> Any:
    """The value at ``place``, or ``MISSING``."""
    value: Any = document
    for step in place:
        if not isinstance(value, Mapping) or step not in value:
            return MISSING
        value = value[step]
    return value


def merged(current: Document, declared: Document, found: list[Difference]) -> Document:
    """``current`` with the differences made; entries in the order of ``declared``, people's own come last."""
    result = copy.deepcopy(current)
    for each in found:
        if each.place[-1] != ORDER:
            _set(result, each.place, each.new)
    ordered: Document = _ordered_like(declared, result)
    return ordered


def _set(document: Document, place: tuple[str, ...], value: Any) -> None:
    *parents, last = place
    for step in parents:
        document = document.setdefault(step, {})
    if value is MISSING:
        document.pop(last, None)
    else:
        document[last] = value


def _ordered_like(model: Any, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    order = model if isinstance(model, Mapping) else {}
    keys = [*(key for key in order if key in value), *(key for key in value if key not in order)]
    return {key: _ordered_like(order.get(key), value[key]) for key in keys}
