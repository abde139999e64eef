"""Finding out who a customer is.

A contact is recognised by identities, not by a phone alone: ``phone:96170...``, ``user:LB.1349...``. Either may be
missing; when one message shows two identities that were two contacts so far, they become one.

The contact that stays is the one whose conversation a person of the shop has, else the one who wrote last; its
conversations go on. Where a person has a conversation of either, every one of the two with that chatbot is with a
person from then on: the one that goes on too (it is made, if there is none), under a new epoch, and whatever they owe.
Nothing is moved or closed: a conversation that does not go on keeps its messages, its actions and what it owes.
"""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from dragoman.base.db import TenantTx
from dragoman.base.ids import ContactId
from dragoman.channels.base import Party
from dragoman.conversations import store
from dragoman.conversations.model import HandOver, KnownIdentity, Standing

_NEVER = datetime.min.replace(tzinfo=UTC)

Author = tuple[Party, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Person:
    """One customer in a batch: all authors that share an identity, or a contact."""

    shown: Party
    """What their messages show, the latest first."""
    identities: tuple[str, ...]
    """The steadiest first."""
    contacts: tuple[ContactId, ...]
    """Whose those identities are so far, the steadiest's first. When they become one the first stays."""


def identities_of(party: Party, address: str) -> tuple[str, ...]:
    """Every identity that a message shows of its author, the steadiest first; never empty.

    A username is none: it can be given up and then be somebody else's. It is a name to be shown, no more.
    """
    found = []
    if party.phone:
        found.append(f"phone:{party.phone}")
    if party.user_id:
        found.append(f"user:{party.user_id}")
    return tuple(found) or (f"address:{address}",)


async def contacts_for(
    tx: TenantTx, authors: Sequence[Author], known: Mapping[str, KnownIdentity]
) -> list[ContactId]:
    """The contact of each author, made, brought up to date or merged where needed.

    As many statements for fifty authors as for one. ``known`` holds the identities of these authors that the shop
    has met before.
    """
    may_merge = any(_changes(person, known) for person in _people(authors, known))
    if may_merge:
        await store.lock_identities(tx)
        # Asked again: before we held the lock, somebody else may have made two of these contacts one.
        known = await store.find_identities(tx, sorted({name for _, names in authors for name in names}))
    met, grown = await _meet(tx, _people(authors, known), known)
    people = _people(authors, met)
    merged: dict[ContactId, ContactId] = {}
    standings: list[Standing] = []
    # Without the lock two contacts stay two until the next message that shows both identities: it will hold the lock.
    if may_merge and any(len(person.contacts) > 1 for person in people):
        standings = await store.lock_contacts(tx, sorted({one.contact_id for one in met.values()}))
        people = [_with_the_one_that_stays_first(person, standings) for person in people]
        merged = {other: person.contacts[0] for person in people for other in person.contacts[1:]}
        await store.move_identities(tx, merged)
    shown = {
        person.contacts[0]: _with_names_kept(person, met)
        for person in people
        if person.contacts[0] in {*grown, *merged.values()} or _renamed(person, met)
    }
    if shown:
        await store.update_contacts(tx, shown, merged)
    if handed := _handed_over(standings, merged):
        await store.hand_over(tx, handed)
    stays = {identity: person.contacts[0] for person in people for identity in person.identities}
    return [stays[identities[0]] for _, identities in authors]


def _people(authors: Sequence[Author], met: Mapping[str, KnownIdentity]) -> list[_Person]:
    """The authors sorted by who they are."""
    above: dict[Hashable, Hashable] = {}

    def top(mark: Hashable) -> Hashable:
        while (higher := above.setdefault(mark, mark)) != mark:
            mark = higher
        return mark

    for _, identities in authors:
        for identity in identities:
            above[top(identity)] = top(identities[0])
            if identity in met:
                above[top(met[identity].contact_id)] = top(identity)
    groups: dict[Hashable, list[Author]] = defaultdict(list)
    for author in authors:
        groups[top(author[1][0])].append(author)
    return [_person(group, met) for group in groups.values()]


def _person(authors: Sequence[Author], met: Mapping[str, KnownIdentity]) -> _Person:
    places: dict[str, int] = {}
    for _, identities in authors:
        for place, identity in enumerate(identities):
            places[identity] = max(place, places.get(identity, 0))
    steady = sorted(places, key=lambda identity: places[identity])
    owners = dict.fromkeys(met[identity].contact_id for identity in steady if identity in met)
    latest = [party for party, _ in reversed(authors)]
    shown = Party(
        phone=next((party.phone for party in latest if party.phone is not None), None),
        user_id=next((party.user_id for party in latest if party.user_id is not None), None),
        username=next((party.username for party in latest if party.username is not None), None),
        name=next((party.name for party in latest if party.name is not None), None),
    )
    return _Person(shown, tuple(steady), tuple(owners))


def _changes(person: _Person, known: Mapping[str, KnownIdentity]) -> bool:
    """Whether a contact that exists gets another identity, or becomes one with another contact."""
    return len(person.contacts) > 1 or (
        len(person.contacts) == 1 and any(identity not in known for identity in person.identities)
    )


def _renamed(person: _Person, met: Mapping[str, KnownIdentity]) -> bool:
    one, shown = _stays(person, met), person.shown
    return (shown.name or one.name, shown.username or one.username) != (one.name, one.username)


def _with_names_kept(person: _Person, met: Mapping[str, KnownIdentity]) -> Party:
    """What is shown and, where the contact that stays has no name yet, the name of one that becomes part of it."""
    one, others = _stays(person, met), [met[identity] for identity in person.identities]
    name = next((other.name for other in others if other.name), None)
    username = next((other.username for other in others if other.username), None)
    return replace(
        person.shown,
        name=person.shown.name or (None if one.name else name),
        username=person.shown.username or (None if one.username else username),
    )


def _stays(person: _Person, met: Mapping[str, KnownIdentity]) -> KnownIdentity:
    return next(met[i] for i in person.identities if met[i].contact_id == person.contacts[0])


async def _meet(
    tx: TenantTx, people: Sequence[_Person], known: Mapping[str, KnownIdentity]
) -> tuple[dict[str, KnownIdentity], set[ContactId]]:
    """Gives every identity that nobody has to a contact, a new one if need be.

    All identities of these people, and the contacts that existed and have one more now.
    """
    strangers = {ContactId(uuid4()): person for person in people if not person.contacts}
    owners = {person.contacts[0]: person for person in people if person.contacts} | strangers
    links = {i: owner for owner, person in owners.items() for i in person.identities if i not in known}
    if not links:
        return dict(known), set()
    if strangers:
        await store.insert_contacts(tx, {owner: person.shown for owner, person in strangers.items()})
    linked = await store.link_identities(tx, links)
    # Another process met the same customer a moment ago and was quicker: theirs is the contact.
    taken = sorted(links.keys() - linked)
    met = {**known, **(await store.find_identities(tx, taken) if taken else {})}
    late = strangers.keys() - {links[identity] for identity in linked}
    if late:
        await store.delete_contacts(tx, sorted(late))
    for identity in linked:
        owner = links[identity]
        if owner in strangers:
            shown = strangers[owner].shown
            met[identity] = KnownIdentity(identity, owner, shown.name, shown.username)
        else:
            one = next(known[i] for i in owners[owner].identities if i in known)
            met[identity] = replace(one, identity=identity)
    return met, {links[identity] for identity in linked} - strangers.keys()


def _with_the_one_that_stays_first(person: _Person, standings: Sequence[Standing]) -> _Person:
    def claim(contact_id: ContactId) -> tuple[bool, datetime]:
        own = [one for one in standings if one.contact_id == contact_id]
        wrote = max((one.last_inbound_at or _NEVER for one in own), default=_NEVER)
        return any(one.mode == "human" for one in own), wrote

    return replace(person, contacts=tuple(sorted(person.contacts, key=claim, reverse=True)))


def _handed_over(standings: Sequence[Standing], merged: Mapping[ContactId, ContactId]) -> list[HandOver]:
    """The conversations that go to a person because a person has another one of the same customer and chatbot.

    Somebody is told to look at those in which the customer waits, or will: the next message goes there.
    """
    own = {(one.chatbot_id, one.contact_id): one for one in standings}
    taken = {
        (one.chatbot_id, merged.get(one.contact_id, one.contact_id)): one.id
        for one in standings
        if one.mode == "human"
    }
    handed = []
    for (chatbot_id, stays), beside in taken.items():
        reason = f"the same customer as in conversation {str(beside)[:8]}, which a person has"
        goes_on = own.get((chatbot_id, stays))
        if goes_on is None or goes_on.mode != "human":
            handed.append(HandOver(chatbot_id, stays, beside, reason))
        for other in (other for other, into in merged.items() if into == stays):
            one = own.get((chatbot_id, other))
            if one is not None and one.mode != "human":
                handed.append(HandOver(chatbot_id, other, beside, reason if one.waiting_since else None))
    return handed
