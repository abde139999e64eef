"""Frozen values as plain JSON and back, by the fields of their dataclasses.

What has its default is left out, so that a field can be added later and old JSON still reads. A value with a
``kind`` (see ``content``) carries it, since it may stand where others could.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin


def to_plain(value: Any) -> Any:
    """The value as JSON: objects, lists, texts, numbers."""
    if is_dataclass(value):
        kind = {"kind": value.kind} if hasattr(value, "kind") else {}
        given = {field.name: getattr(value, field.name) for field in fields(value)}
        changed = {field.name for field in fields(value) if given[field.name] != field.default}
        return kind | {name: to_plain(part) for name, part in given.items() if name in changed}
    if isinstance(value, tuple):
        return [to_plain(part) for part in value]
    return value.isoformat() if isinstance(value, datetime) else value


def from_plain(type_: Any, plain: Any) -> Any:
    """The value of ``type_`` that ``to_plain`` made ``plain`` of.

    Raises ``ValueError``, ``KeyError`` or ``TypeError`` for JSON that is none, and whatever the value itself
    raises when it is made.
    """
    origin = get_origin(type_)
    if origin in {Union, UnionType}:
        return _from_one_of(get_args(type_), plain)
    if origin is tuple:
        return tuple(from_plain(get_args(type_)[0], part) for part in plain)
    if isinstance(type_, type) and is_dataclass(type_):
        parts = {field.name: field.type for field in fields(type_) if field.name in plain}
        make: Any = type_
        return make(**{name: from_plain(part, plain[name]) for name, part in parts.items()})
    return datetime.fromisoformat(plain) if type_ is datetime else plain


def _from_one_of(types: tuple[Any, ...], plain: Any) -> Any:
    several = [type_ for type_ in types if type_ is not NoneType]
    if plain is None or len(several) == 1:
        return None if plain is None else from_plain(several[0], plain)
    for type_ in several:
        if type_.kind == plain["kind"]:
            return from_plain(type_, plain)
    raise ValueError(f"nothing here is of the kind {plain['kind']!r}")


def texts_in(value: Any) -> Iterator[str]:
    """Every text of a value, those of its parts included."""
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_in(getattr(value, field.name))
    elif isinstance(value, dict):
        yield from texts_in(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from texts_in(part)
