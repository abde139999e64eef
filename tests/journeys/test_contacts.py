"""Who a customer is: by phone, by user id, by both; the same person once, whoever hears of them first."""

import asyncio
from typing import Any

import pytest
from tests.support.running import NUMBERS, Dragoman, a_result
from tests.support.shops import a_tenant, an_inbound, routed

from dragoman.base.db import Database
from dragoman.channels.base import Inbound, Party
from dragoman.turns import staff
from dragoman.turns.intake import Post, store_posts


async def _contacts(dragoman: Dragoman, *identities: str) -> list[dict[str, Any]]:
    return await dragoman.rows(
        """
        SELECT DISTINCT c.*
        FROM contacts AS c
        JOIN contact_identities AS i ON (i.tenant_id, i.contact_id) = (c.tenant_id, c.id)
        WHERE i.identity = ANY(%s)
        """,
        list(identities),
    )


async def test_a_customer_with_a_phone_is_known_by_it(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    await customer.asks("hi", "hello again")

    (contact,) = await _contacts(dragoman, f"phone:{customer.address}")
    assert (contact["phone"], contact["user_id"], contact["name"]) == (customer.address, None, "Mona")


@pytest.mark.conforms("in:user id only", "with:user id")
async def test_a_customer_without_a_phone_is_answered_by_user_id(dragoman: Dragoman) -> None:
    customer = dragoman.customer("LB.1000000000000001")

    answer = await customer.asks("how much is the whitening kit?")

    assert "$55" in answer
    (contact,) = await _contacts(dragoman, "user:LB.1000000000000001")
    assert (contact["phone"], contact["user_id"]) == (None, "LB.1000000000000001")


@pytest.mark.conforms("rule:two ids")
async def test_phone_and_user_id_seen_together_make_two_contacts_one(dragoman: Dragoman) -> None:
    phone, user_id = "96170555001", "LB.1000000000000002"
    by_phone, by_user_id = dragoman.customer(phone), dragoman.customer(user_id)
    await by_phone.asks("hi")
    await by_user_id.asks("hi")
    assert len(await _contacts(dragoman, f"phone:{phone}", f"user:{user_id}")) == 2

    await by_phone.asks("how much is the whitening kit?", user_id=user_id)

    (contact,) = await _contacts(dragoman, f"phone:{phone}", f"user:{user_id}")
    assert (contact["phone"], contact["user_id"]) == (phone, user_id)


async def test_what_the_merged_contact_writes_goes_to_one_conversation(dragoman: Dragoman) -> None:
    phone, user_id = "96170555002", "LB.1000000000000003"
    await dragoman.customer(phone).asks("hi", user_id=user_id)

    await dragoman.customer(user_id).asks("and again")

    conversations = await dragoman.rows(
        """
        SELECT DISTINCT c.id
        FROM conversations AS c
        JOIN contact_identities AS i ON (i.tenant_id, i.contact_id) = (c.tenant_id, c.contact_id)
        WHERE i.identity = ANY(%s)
        """,
        [f"phone:{phone}", f"user:{user_id}"],
    )
    assert len(conversations) == 1


async def test_a_new_name_replaces_the_old_and_none_does_not(dragoman: Dragoman) -> None:
    customer = dragoman.customer(name="Mona")
    await customer.asks("hi")

    await customer.asks("hi", name="Mona K.")
    await dragoman.post(a_result(sender=customer.address, contact={}))

    (contact,) = await _contacts(dragoman, f"phone:{customer.address}")
    assert contact["name"] == "Mona K."


async def test_a_new_username_replaces_the_old_and_none_does_not(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi", username="mona")

    await customer.asks("hi", username="mona.k")
    await customer.asks("hi")

    (contact,) = await _contacts(dragoman, f"phone:{customer.address}")
    assert contact["username"] == "mona.k"


async def test_who_takes_a_username_that_another_gave_up_is_another_contact(dragoman: Dragoman) -> None:
    before, after = dragoman.customer("LB.1000000000000004"), dragoman.customer("LB.1000000000000005")
    await before.asks("hi", username="mona.of.beirut")

    await after.asks("hi", username="mona.of.beirut")

    assert len(await _contacts(dragoman, f"user:{before.address}", f"user:{after.address}")) == 2


async def test_a_customer_whom_a_person_has_stays_with_the_person_when_a_message_shows_the_phone_too(
    dragoman: Dragoman,
) -> None:
    phone, user_id = "96170555003", "LB.1000000000000006"
    customer = dragoman.customer(user_id)
    await customer.asks("hi")
    taken = await customer.conversation()
    await staff.take(dragoman.database, taken["tenant_id"], taken["id"], "staff:rana")

    silence = await dragoman.customer(phone).asks("how much is the whitening kit?", user_id=user_id)

    assert silence == ""
    assert (await customer.conversation())["id"] == taken["id"]
    assert await _owed(dragoman, taken["id"]) == "person"


@pytest.mark.parametrize("known_as", ["phone", "user id"])
async def test_a_person_who_has_one_of_two_contacts_has_both_when_they_become_one(
    dragoman: Dragoman, known_as: str
) -> None:
    phone, user_id = {
        "phone": ("96170555004", "LB.1000000000000007"),
        "user id": ("96170555005", "LB.1000000000000008"),
    }[known_as]
    by_phone, by_user_id = dragoman.customer(phone), dragoman.customer(user_id)
    await by_phone.asks("hi")
    await by_user_id.asks("hi")
    two = [await by_phone.conversation(), await by_user_id.conversation()]
    taken = two[known_as == "user id"]
    await staff.take(dragoman.database, taken["tenant_id"], taken["id"], "staff:rana")

    silence = await by_phone.asks("how much is the whitening kit?", user_id=user_id)

    assert silence == ""
    after = await dragoman.rows("SELECT * FROM conversations WHERE id = ANY(%s)", [one["id"] for one in two])
    assert [(one["mode"], one["epoch"]) for one in after] == [("human", 1)] * 2
    for customer in (by_phone, by_user_id):
        assert (await customer.conversation())["id"] == taken["id"]
    assert await _owed(dragoman, taken["id"]) == "person"


async def test_one_person_in_two_shops_is_two_contacts(dragoman: Dragoman) -> None:
    result = a_result()

    await dragoman.post(result, a_result(sender=result["from"], to=NUMBERS["astrosouks"]))

    contacts = await _contacts(dragoman, f"phone:{result['from']}")
    assert len({contact["tenant_id"] for contact in contacts}) == 2


async def test_several_messages_of_a_new_customer_in_one_batch_make_one_contact(dragoman: Dragoman) -> None:
    first = a_result()

    await dragoman.post(first, a_result(sender=first["from"]), a_result(sender=first["from"]))

    (contact,) = await _contacts(dragoman, f"phone:{first['from']}")
    assert contact["name"] == "Mona"


async def test_two_processes_that_meet_a_customer_at_once_make_one_contact(database: Database) -> None:
    shop = await a_tenant(database)
    posts = [_post(shop, an_inbound(shop)) for _ in range(6)]

    await asyncio.gather(*(store_posts(database, [post]) for post in posts))

    assert await _counts(database, shop.tenant_id) == {"contacts": 1, "conversations": 1, "messages": 6}


async def test_two_processes_that_meet_several_customers_in_another_order_never_deadlock(
    database: Database,
) -> None:
    shop = await a_tenant(database)
    phones = [f"9617077{n:04d}" for n in range(20)]
    forwards = _post(shop, *(an_inbound(shop, phone=phone) for phone in phones))
    backwards = _post(shop, *(an_inbound(shop, phone=phone) for phone in reversed(phones)))

    await asyncio.gather(store_posts(database, [forwards]), store_posts(database, [backwards]))

    assert await _counts(database, shop.tenant_id) == {"contacts": 20, "conversations": 20, "messages": 40}


async def test_batches_that_change_the_same_customers_in_another_order_never_deadlock(
    database: Database,
) -> None:
    shop = await a_tenant(database)
    people = [(f"9617088{n:04d}", f"LB.{n}") for n in range(20)]
    known = [an_inbound(shop, phone=phone) for phone, _ in people]
    # Every other one was met by the user id as well: those are two contacts that become one.
    known += [an_inbound(shop, phone=None, user_id=user_id) for _, user_id in people[::2]]
    await store_posts(database, [_post(shop, *known)])

    def both(order: list[tuple[str, str]], name: str) -> Post:
        return _post(shop, *(an_inbound(shop, phone=p, user_id=u, name=name) for p, u in order))

    def old(order: list[tuple[str, str]]) -> Post:
        return _post(shop, *(an_inbound(shop, phone=None, user_id=u) for p, u in order))

    await asyncio.gather(
        store_posts(database, [both(people, "Mona")]),
        store_posts(database, [both(people[::-1], "Mona K.")]),
        store_posts(database, [old(people[::2])]),
        store_posts(database, [old(people[::-2])]),
    )

    async with database.as_tenant(shop.tenant_id) as tx:
        rows = await tx.fetch_dicts("SELECT identity, contact_id FROM contact_identities")
    contacts = {row["identity"]: row["contact_id"] for row in rows}
    assert all(contacts[f"phone:{phone}"] == contacts[f"user:{user_id}"] for phone, user_id in people)
    assert len(set(contacts.values())) == 20


async def test_one_hears_of_the_phone_and_the_other_of_both(database: Database) -> None:
    shop = await a_tenant(database)
    both = Party(phone="96170123456", user_id="LB.7", name="Mona")

    await asyncio.gather(
        store_posts(database, [_post(shop, an_inbound(shop))]),
        store_posts(database, [_post(shop, an_inbound(shop, user_id="LB.7"))]),
        store_posts(database, [_post(shop, an_inbound(shop, phone=None, user_id="LB.7"))]),
    )
    await store_posts(database, [_post(shop, an_inbound(shop, phone=both.phone, user_id=both.user_id))])

    async with database.as_tenant(shop.tenant_id) as tx:
        rows = await tx.fetch_dicts("SELECT identity, contact_id FROM contact_identities ORDER BY identity")
    assert [row["identity"] for row in rows] == ["phone:96170123456", "user:LB.7"]
    assert len({row["contact_id"] for row in rows}) == 1


async def _owed(dragoman: Dragoman, conversation_id: Any) -> str:
    """Whose matter it is that the customer waits for a reply in this conversation."""
    owed = await dragoman.row("SELECT * FROM conversation_due WHERE conversation_id = %s", conversation_id)
    assert owed["reply_since"] is not None
    return str(owed["owner"])


def _post(shop: Any, *inbounds: Inbound) -> Post:
    return Post(b"{}", tuple(routed(shop, inbound) for inbound in inbounds))


async def _counts(database: Database, tenant_id: Any) -> dict[str, int]:
    async with database.as_tenant(tenant_id) as tx:
        tables = ("contacts", "conversations", "messages")
        return {table: await tx.value(f"SELECT count(*) FROM {table}") for table in tables}  # noqa: S608
