"""Finding out who a customer is.

A contact is recognised by identities, not by a phone alone: ``phone:96170...``, ``user:LB.1349...``. Either may be
missing; when one message shows two identities that were two contacts so far, they become one.
"""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from dragoman.base.db import TenantTx
from dragoman.base.ids import ContactId
from dragoman.channels.base import Party
from dragoman.conversations import store
from dragoman.conversations.model import KnownIdentity


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
    tx: TenantTx, authors: Sequence[tuple[Party, tuple[str, ...]]], known: Mapping[str, KnownIdentity]
) -> list[ContactId]:
    """The contact of each author, made or merged where needed.

    ``known`` holds the identities of these authors that the shop has met before.
    """
    met = {**known, **await _meet(tx, authors, known)}
    contacts = []
    for party, identities in authors:
        owners = list(dict.fromkeys(met[identity].contact_id for identity in identities if identity in met))
        contact_id = owners[0]
        for other in owners[1:]:
            await store.merge_contact(tx, other, into=contact_id)
        missing = [identity for identity in identities if identity not in met]
        if missing:
            await store.link_identities(tx, dict.fromkeys(missing, contact_id))
        if missing or len(owners) > 1 or _renamed(party, met, identities):
            await store.refresh_contact(tx, contact_id, party)
        for identity in identities:
            met[identity] = KnownIdentity(identity, contact_id, party.name, party.username)
        contacts.append(contact_id)
    return contacts


def _renamed(party: Party, met: Mapping[str, KnownIdentity], identities: tuple[str, ...]) -> bool:
    found = [met[identity] for identity in identities if identity in met]
    return (party.name is not None and any(one.name != party.name for one in found)) or (
        party.username is not None and any(one.username != party.username for one in found)
    )


async def _meet(
    tx: TenantTx, authors: Sequence[tuple[Party, tuple[str, ...]]], known: Mapping[str, KnownIdentity]
) -> dict[str, KnownIdentity]:
    """Makes a contact of every author the shop has not met: as many statements for fifty as for one."""
    strangers: dict[ContactId, Party] = {}
    links: dict[str, ContactId] = {}
    for party, identities in authors:
        if not any(identity in known or identity in links for identity in identities):
            contact_id = ContactId(uuid4())
            strangers[contact_id] = party
            links.update(dict.fromkeys(identities, contact_id))
    if not strangers:
        return {}
    await store.insert_contacts(tx, strangers)
    owners = await store.link_identities(tx, links)
    # Another process met the same customer a moment ago and was quicker: theirs is the contact.
    late = strangers.keys() - owners.values()
    if late:
        await store.delete_contacts(tx, sorted(late))
    nothing = Party()
    shown = {identity: strangers.get(owner, nothing) for identity, owner in owners.items()}
    return {
        identity: KnownIdentity(identity, owner, shown[identity].name, shown[identity].username)
        for identity, owner in owners.items()
    }
