"""When a person is needed: one kind sentence, somebody is told, and the agent stays silent from then on."""

import asyncio

import pytest
from tests.support.running import Customer, Dragoman

from dragoman.turns import staff

SETTINGS = {"AGENT_DELAY_MS": "700"}


@pytest.mark.parametrize(
    "words", ["I want to talk to a person", "بدي احكي مع حدا", "je veux parler à une personne"]
)
async def test_who_asks_for_a_person_gets_one_sentence_and_then_the_person(
    dragoman: Dragoman, words: str
) -> None:
    customer = dragoman.customer()

    answer = await customer.asks(words)

    assert answer
    assert len(await customer.inbox()) == 1
    assert (await customer.conversation())["mode"] == "human"
    assert [(action["kind"], action["status"]) for action in await customer.actions()] == [
        ("handoff", "open")
    ]


async def test_what_follows_is_stored_for_the_person_and_not_answered(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("I want to talk to a person")

    silence = await customer.asks("hello?", "is anybody there?")

    assert silence == ""
    bodies = [line["body"] for line in await customer.stored() if line["direction"] == "in"]
    assert bodies == ["I want to talk to a person", "hello?", "is anybody there?"]
    owed = await dragoman.row(
        "SELECT * FROM conversation_due WHERE conversation_id = %s", (await customer.conversation())["id"]
    )
    assert (owed["owner"], owed["reply_since"] is not None) == ("person", True)
    waiting = (await dragoman.request("GET", "/health")).json["waiting"]
    assert waiting["with_person"] >= 1


async def test_handed_back_the_agent_answers_what_waited(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("I want to talk to a person")
    await customer.asks("how much is the whitening kit?")

    await dragoman.command("conversations", "hand-back", "ecla", await _id_of(customer))

    await dragoman.idle()
    assert "$55" in (await customer.inbox())[-1]


UNREADABLE = {
    "voice": {},
    "audio": {},
    "video": {},
    "image": {},
    "document": {},
    "contact": {"contacts": [{"name": {"formattedName": "A Friend"}}]},
    "order": {"catalogId": "1", "productItems": []},
    "unsupported": {},
    "raw": {"message": {"type": "HOLOGRAM", "beam": 1}},
}


@pytest.mark.parametrize("kind", UNREADABLE)
async def test_what_the_agent_cannot_read_gets_a_sentence_and_a_person_is_told(
    dragoman: Dragoman, kind: str
) -> None:
    customer = dragoman.customer()

    await customer.sends(kind, **UNREADABLE[kind])

    await dragoman.idle()
    assert [bool(words) for words in await customer.inbox()] == [True]
    assert [action["status"] for action in await customer.actions()] == ["open"]


@pytest.mark.parametrize("kind", ["sticker", "location"])
async def test_what_needs_no_person_is_answered_all_the_same(dragoman: Dragoman, kind: str) -> None:
    customer = dragoman.customer()

    await customer.sends(kind, **({"latitude": 33.9, "longitude": 35.5} if kind == "location" else {}))

    await dragoman.idle()
    assert [bool(words) for words in await customer.inbox()] == [True]


async def test_a_reaction_gets_no_answer_and_the_turn_says_why(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("hi")
    answer = next(message for message in await customer.phone() if message["direction"] == "out")

    await customer.sends("reaction", emoji="❤️", message_id=answer["id"])

    await dragoman.idle()
    assert len(await customer.inbox()) == 1
    assert [(turn["outcome"], turn["reason"]) for turn in await customer.turns()] == [
        ("answered", None),
        ("not_answered", "reaction"),
    ]


async def test_an_answer_that_comes_after_a_person_took_over_is_kept_and_never_sent(
    dragoman: Dragoman,
) -> None:
    customer = dragoman.customer()
    await dragoman.rows('UPDATE chatbot_profiles SET settings = settings || \'{"engine": "echo"}\'')
    try:
        await customer.says("are you there?")
        await dragoman.until("SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' AND task_name = 'turn'")
        conversation = await customer.conversation()
        await staff.take(dragoman.database, conversation["tenant_id"], conversation["id"], "staff:rana")
        await dragoman.until("SELECT 1 FROM messages WHERE status = 'stopped'")
    finally:
        await dragoman.rows("UPDATE chatbot_profiles SET settings = settings - 'engine'")

    await asyncio.sleep(0.3)
    draft = (await customer.stored())[-1]
    assert (draft["body"], draft["status"], draft["author"]) == ("are you there?", "stopped", "agent")
    assert await dragoman.sent_to(customer.address) == []


async def _id_of(customer: Customer) -> str:
    return str((await customer.conversation())["id"])
