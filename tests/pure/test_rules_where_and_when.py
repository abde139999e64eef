"""The rules agent says where the shop is and when somebody is there, as far as the shop has said so."""

from dataclasses import replace
from datetime import datetime

import pytest
from tests.support.agents import ShopInTest, example_shop, said_line, text_of

from dragoman.agents.base import ActionRequest, Line
from dragoman.channels.content import LocationOut
from dragoman.tenants.hours import hours_of

ECLA = example_shop("ecla")
ASTRO = example_shop("astrosouks")
WEEK = {
    "open": [
        {"days": ["mon", "tue", "wed", "thu", "fri"], "opens": "09:00", "closes": "18:00"},
        {"days": ["sat"], "opens": "10:00", "closes": "14:00"},
    ]
}
MONDAY_NOON, SUNDAY_NOON, MONDAY_NIGHT = "2026-11-30 12:00", "2026-11-29 12:00", "2026-11-30 22:00"


def _open(shop: ShopInTest = ASTRO, **changes: object) -> ShopInTest:
    return shop.with_(hours=hours_of({**WEEK, **changes}))


def _at(text: str, moment: str) -> Line:
    at = datetime.fromisoformat(moment).replace(tzinfo=ASTRO.tenant.timezone)
    return replace(said_line(text), at=at)


# --- hours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("are you open now?", "We're open now, until 18:00."),
        ("فاتحين هلق؟", "نحن فاتحون الآن حتى 18:00."),
        ("fet7in halla2?", "We're open now, until 18:00."),
    ],
)
async def test_an_open_shop_says_until_when(said: str, told: str) -> None:
    assert told in text_of(await _open().asked(_at(said, MONDAY_NOON)))


@pytest.mark.parametrize(
    ("moment", "when"),
    [
        (SUNDAY_NOON, "tomorrow at 09:00"),
        (MONDAY_NIGHT, "tomorrow at 09:00"),
        ("2026-11-28 15:00", "on Monday at 09:00"),
    ],
)
async def test_a_closed_shop_says_when_it_opens_next(moment: str, when: str) -> None:
    reply = await _open().asked(_at("are you open?", moment))

    assert f"We're closed now and open again {when}." in text_of(reply)


async def test_the_week_is_told_by_runs_of_equal_days() -> None:
    told = text_of(await _open().asked(_at("what are your working hours?", MONDAY_NOON)))

    assert "Monday - Friday: 09:00-18:00\nSaturday: 10:00-14:00\nSunday: closed" in told


async def test_hours_that_are_not_confirmed_are_checked_and_not_stated() -> None:
    reply = await _open(confirmed=False).asked(_at("are you open?", MONDAY_NOON))

    assert "18:00" not in text_of(reply)
    assert reply.actions == (ActionRequest("confirm_fact", "hours"),)


# --- when a person is needed ------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["I want to talk to a person", "this is a scam", "is there a warranty?"])
async def test_who_needs_a_person_while_nobody_is_there_is_told_when_one_will_be(said: str) -> None:
    away = await _open().asked(_at(said, MONDAY_NIGHT))
    there = await _open().asked(_at(said, MONDAY_NOON))

    assert "Our team is away now and will be back tomorrow at 09:00." in text_of(away)
    assert "away" not in text_of(there)


async def test_nothing_is_said_of_being_away_where_the_shop_gave_no_hours() -> None:
    assert "away" not in text_of(await ASTRO.asked(_at("I want to talk to a person", MONDAY_NIGHT)))


# --- the place --------------------------------------------------------------------------------------

SHOWROOM = {"name": "Showroom", "latitude": 33.89, "longitude": 35.5, "confirmed": True}


@pytest.mark.parametrize(
    "said", ["where are you? send location", "ابعتولي لوكيشن", "vous êtes où ?", "wen ma7alkon"]
)
async def test_an_unconfirmed_place_is_shown_as_an_area_and_checked(said: str) -> None:
    reply = await ECLA.asked(said)

    pins = [message for message in reply.messages if isinstance(message, LocationOut)]
    assert [pin.name for pin in pins] == ["Jounieh, Lebanon"]
    assert any(word in text_of(reply) for word in ("only the area", "المنطقة فقط", "seulement la zone"))
    assert reply.actions == (ActionRequest("confirm_fact", "location"),)


async def test_a_confirmed_place_is_sent_as_a_pin_with_the_shops_own_words() -> None:
    shop = ASTRO.with_(extra={"locations": [SHOWROOM]})

    reply = await shop.asked("where are you?")

    assert [message.kind for message in reply.messages] == ["text", "location"]
    assert "Beirut" in text_of(reply)
    assert reply.actions == ()


@pytest.mark.parametrize("odd", [[{"latitude": 900, "longitude": 1}], [3], "Beirut", [{"name": "x" * 2000}]])
async def test_a_place_that_no_map_knows_is_left_out(odd: object) -> None:
    reply = await ASTRO.with_(extra={"locations": odd}).asked("where are you?")

    assert not [message for message in reply.messages if isinstance(message, LocationOut)]
    assert reply.messages
