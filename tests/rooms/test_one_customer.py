"""When two contacts turn out to be one customer: what goes on, what waits and for whom, and what the shop knows."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest
from tests.support.desk import Desk, SlowAgent
from tests.support.shops import a_tenant, an_inbound, routed

from dragoman.base.db import Database
from dragoman.base.ids import ChatbotId, ConversationId
from dragoman.channels.base import Inbound
from dragoman.conversations.model import Conversation
from dragoman.conversations.store import list_conversations
from dragoman.turns import staff
from dragoman.turns.intake import Post, store_posts
from dragoman.turns.model import Routed

PHONE, USER = "96170123456", "LB.7"
PERSON = "staff:nadia"

_ADD_CHATBOT = """
    INSERT INTO chatbots (tenant_id, chatbot_id, agent_id, name)
    VALUES (%(tenant_id)s, %(id)s, 'echo', 'Another')
"""


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database, await a_tenant(database))


async def test_what_the_other_conversation_owes_waits_for_the_person_too(desk: Desk) -> None:
    await _says(desk, "hello", phone=PHONE)
    await _take(desk, PHONE)
    await _says(desk, "is it in stock?", phone=None, user_id=USER)
    assert await desk.waiting() == {"with_agent": 1, "with_person": 1}

    await _says(desk, "and the price?", phone=PHONE, user_id=USER)
    await desk.work()

    assert desk.mail.texts == []
    assert await desk.waiting() == {"with_person": 2}
    assert await desk.actions() == [("handoff", "open")]
    assert (await desk.conversation(USER)).waiting_since is not None


async def test_an_answer_that_an_agent_was_writing_in_the_other_conversation_is_never_sent(
    desk: Desk,
) -> None:
    agent = SlowAgent()
    desk.agent = agent
    await _says(desk, "hello", phone=PHONE)
    await _take(desk, PHONE)
    await _says(desk, "is it in stock?", phone=None, user_id=USER)
    working = asyncio.create_task(desk.work())
    await agent.thinking.wait()

    await _says(desk, "and the price?", phone=PHONE, user_id=USER)
    agent.may_go_on.set()
    await working

    assert desk.mail.texts == []
    drafts = [
        m.status for m in await desk.messages((await desk.conversation(USER)).id) if m.author == "agent"
    ]
    assert drafts == ["stopped"]


async def test_the_next_message_goes_to_the_conversation_that_the_person_has(desk: Desk) -> None:
    await _says(desk, "hi", phone=None, user_id=USER)
    taken = await _take(desk, USER)
    await _says(desk, "hello", phone=PHONE)
    await desk.work()

    await _says(desk, "and the price?", phone=PHONE, user_id=USER)
    await _says(desk, "by phone", phone=PHONE)
    await _says(desk, "by user id", phone=None, user_id=USER)

    assert [m.body for m in await desk.messages(taken)] == ["hi", "and the price?", "by phone", "by user id"]
    assert await desk.actions() == []


async def test_handed_back_the_agent_answers_there(desk: Desk) -> None:
    await _says(desk, "hi", phone=None, user_id=USER)
    taken = await _take(desk, USER)
    await _says(desk, "hello", phone=PHONE)
    await _says(desk, "and the price?", phone=PHONE, user_id=USER)

    await staff.hand_back(desk.database, desk.shop.tenant_id, taken, PERSON)
    await desk.work()

    assert desk.mail.texts == ["hi\nand the price?"]
    assert await desk.waiting() == {"with_person": 1}


async def test_when_no_person_has_either_the_agent_answers_both_and_the_latest_goes_on(desk: Desk) -> None:
    await _says(desk, "by phone", phone=PHONE)
    await _says(desk, "by user id", phone=None, user_id=USER)

    await _says(desk, "by both", phone=PHONE, user_id=USER)
    await desk.work()

    assert sorted(desk.mail.texts) == ["by phone", "by user id\nby both"]
    assert [one.epoch for one in await _conversations(desk)] == [0, 0]
    assert await desk.waiting() == {}


async def test_a_person_who_has_it_with_one_chatbot_does_not_have_it_with_another(desk: Desk) -> None:
    other = await _another_chatbot(desk)
    await _says(desk, "hello", phone=PHONE)
    await _says(desk, "hi", phone=None, user_id=USER, chatbot=other)
    taken = await _take(desk, USER)

    await _says(desk, "it is me", phone=PHONE, user_id=USER, chatbot=other)
    await _says(desk, "me again", phone=PHONE, user_id=USER)

    assert {one.id: one.last_seq for one in await _conversations(desk) if one.chatbot_id == other} == {
        taken: 2
    }
    assert {one.mode for one in await _conversations(desk) if one.chatbot_id != other} == {"agent"}


async def test_where_only_the_other_contact_wrote_to_a_chatbot_the_person_has_what_comes_next(
    desk: Desk,
) -> None:
    other = await _another_chatbot(desk)
    await _says(desk, "hi", phone=None, user_id=USER, chatbot=other)
    taken = await _take(desk, USER)
    await _says(desk, "hello", phone=PHONE)
    await _take(desk, PHONE)

    await _says(desk, "it is me", phone=PHONE, user_id=USER, chatbot=other)
    await desk.work()

    assert desk.mail.texts == []
    modes = {one.id: one.mode for one in await _conversations(desk) if one.chatbot_id == other}
    assert (modes[taken], set(modes.values()), len(modes)) == ("human", {"human"}, 2)
    assert await desk.actions() == [("handoff", "open")]
    assert await desk.waiting() == {"with_person": 3}


async def test_three_contacts_of_one_batch_that_are_one_are_all_with_the_person(desk: Desk) -> None:
    await _says(desk, "one", phone=PHONE)
    await _says(desk, "two", phone="96170999999")
    await _says(desk, "three", phone=None, user_id=USER)
    taken = await _take(desk, "96170999999")

    batch = (
        _inbound(desk, phone=PHONE, user_id=USER),
        _inbound(desk, phone="96170999999", user_id=USER),
    )
    await store_posts(desk.database, [Post(b"", batch)])

    after = {one.id: one for one in await _conversations(desk)}
    assert after[taken].last_inbound_seq == 3
    assert [one.mode for one in after.values()] == ["human"] * 3
    assert await desk.waiting() == {"with_person": 3}


async def test_what_only_the_other_contact_told_is_kept(desk: Desk) -> None:
    await _says(desk, "hello", phone=PHONE, name=None)
    await _says(desk, "hi", phone=None, user_id=USER, name="Mona", username="mona.k")

    await _says(desk, "it is me", phone=PHONE, user_id=USER, name=None)

    assert await _contact(desk) == {"phone": PHONE, "user_id": USER, "name": "Mona", "username": "mona.k"}


async def test_what_a_message_shows_wins_over_what_either_told(desk: Desk) -> None:
    await _says(desk, "hello", phone=PHONE, name="M.")
    await _says(desk, "hi", phone=None, user_id=USER, name="Mona", username="mona")

    await _says(desk, "it is me", phone=PHONE, user_id=USER, name="Mona K.", username="mona.k")

    assert await _contact(desk) == {"phone": PHONE, "user_id": USER, "name": "Mona K.", "username": "mona.k"}


async def test_the_latest_of_a_batch_wins_and_what_it_does_not_show_stays(desk: Desk) -> None:
    await _says(desk, "hello", phone=PHONE, name="M.")

    batch = (
        _inbound(desk, phone=PHONE, user_id=USER, name="Mona", username="mona"),
        _inbound(desk, phone=None, user_id=USER, name="Mona K."),
        _inbound(desk, phone=PHONE, name=None),
    )
    await store_posts(desk.database, [Post(b"", batch)])

    assert await _contact(desk) == {"phone": PHONE, "user_id": USER, "name": "Mona K.", "username": "mona"}


async def test_new_customers_of_one_batch_who_are_one_are_one_contact(desk: Desk) -> None:
    batch = (
        _inbound(desk, phone=None, user_id=USER),
        _inbound(desk, phone=PHONE),
        _inbound(desk, phone=PHONE, user_id=USER),
    )
    await store_posts(desk.database, [Post(b"", batch)])

    (conversation,) = await _conversations(desk)
    assert conversation.last_inbound_seq == 3


async def test_that_two_became_one_is_written_down(desk: Desk) -> None:
    await _says(desk, "hello", phone=PHONE)
    await _says(desk, "hi", phone=None, user_id=USER)
    by_phone, by_user = await desk.conversation(PHONE), await desk.conversation(USER)

    await _says(desk, "it is me", phone=PHONE, user_id=USER)
    await _says(desk, "still me", phone=PHONE, user_id=USER)

    facts = await _rows(desk, "SELECT subject_id, data FROM facts WHERE kind = 'ContactsMerged'")
    assert facts == [{"subject_id": by_user.contact_id, "data": {"contact_id": str(by_phone.contact_id)}}]
    merged = await _rows(desk, "SELECT id, merged_into FROM contacts WHERE merged_into IS NOT NULL")
    assert merged == [{"id": by_phone.contact_id, "merged_into": by_user.contact_id}]


def _inbound(desk: Desk, *, chatbot: ChatbotId | None = None, **shown: Any) -> Routed:
    inbound: Inbound = an_inbound(desk.shop, **shown)
    message = routed(desk.shop, inbound)
    if chatbot is None:
        return message
    return Routed(replace(message.routing, chatbot_id=chatbot), inbound)


async def _says(desk: Desk, text: str, **shown: Any) -> None:
    await store_posts(desk.database, [Post(b"", (_inbound(desk, text=text, **shown),))])


async def _take(desk: Desk, address: str) -> ConversationId:
    conversation = await desk.conversation(address)
    await staff.take(desk.database, desk.shop.tenant_id, conversation.id, PERSON)
    return conversation.id


async def _another_chatbot(desk: Desk) -> ChatbotId:
    chatbot = ChatbotId(int(desk.shop.chatbot_id) + 900_000)
    async with desk.database.as_platform() as tx:
        await tx.execute(_ADD_CHATBOT, {"tenant_id": desk.shop.tenant_id, "id": chatbot})
    return chatbot


async def _conversations(desk: Desk) -> list[Conversation]:
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        return await list_conversations(tx)


async def _contact(desk: Desk) -> dict[str, Any]:
    (contact,) = await _rows(
        desk, "SELECT phone, user_id, name, username FROM contacts WHERE merged_into IS NULL"
    )
    return contact


async def _rows(desk: Desk, sql: str) -> list[dict[str, Any]]:
    async with desk.database.as_tenant(desk.shop.tenant_id) as tx:
        return await tx.fetch_dicts(sql)
