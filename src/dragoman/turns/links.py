"""Files of the shop's own in what it sends: the name of stored bytes becomes an address that the provider can fetch.

As late as can be, since that address lives for a short while only: what waits in the outbox holds the name.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from dragoman.base import blobs
from dragoman.base.errors import ChannelRejected, ChannelUnavailable, DatabaseUnavailable
from dragoman.channels.base import Sender
from dragoman.channels.content import OutContent
from dragoman.turns.model import Letter
from dragoman.turns.work import Work


async def linked(work: Work, sender: Sender, letter: Letter) -> OutContent:
    """The letter's content as the provider can fetch it.

    Raises ``ChannelRejected`` when the shop has the bytes no longer or nobody could fetch them from here,
    ``ChannelUnavailable`` when the database does not answer.
    """
    names = set(_names_in(letter.content))
    if not names:
        return letter.content
    try:
        async with work.database.in_one_statement(letter.tenant_id) as tx:
            kept = await blobs.find(tx, names)
    except DatabaseUnavailable as error:
        raise ChannelUnavailable("The database did not answer. Nothing was sent", code="database") from error
    if names - kept.keys():
        raise ChannelRejected("The file of this message is not kept any more", code="file_gone")
    links = {blobs.address_of(name): work.link_to(sender.base_url, letter.tenant_id, name) for name in names}
    return cast(OutContent, _with(letter.content, links))


def _names_in(value: Any) -> Iterator[bytes]:
    """The names of stored bytes in a content: whatever part of it has one for its ``url``."""
    if isinstance(value, tuple):
        for part in value:
            yield from _names_in(part)
    elif is_dataclass(value) and not isinstance(value, type):
        name = blobs.read_address(getattr(value, "url", None) or "")
        if name is not None:
            yield name
        for field in fields(value):
            yield from _names_in(getattr(value, field.name))


def _with(value: Any, links: dict[str, str]) -> Any:
    if isinstance(value, tuple):
        return tuple(_with(part, links) for part in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changed = {field.name: _with(getattr(value, field.name), links) for field in fields(value)}
    if changed.get("url") in links:
        changed["url"] = links[changed["url"]]
    return replace(value, **changed)
