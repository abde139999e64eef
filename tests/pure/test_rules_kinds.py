"""What the rules agent makes of messages that are not words, and of what a message speaks of besides its words."""

from dataclasses import replace
from typing import Any

import pytest
from tests.support.agents import example_shop, said_line, sent, text_of

from dragoman.agents.base import ActionRequest, Line, Quoted
from dragoman.agents.rules.wording_kinds import KIND_WORDING

ECLA = example_shop("ecla")
ASTRO = example_shop("astrosouks")
ANY = ASTRO.with_(languages={})

KINDS: dict[str, dict[str, Any]] = {
    "location": {"latitude": 33.9, "longitude": 35.5},
    "contact": {"shared_contacts": [{"name": "Rana", "phones": ["96170000001"]}]},
    "order": {"order": {"catalog_id": "c", "items": [{"sku": "jet_drone", "quantity": 2}]}},
    "flow_reply": {"flow_response": {"date": "2026-11-05", "flow_token": "t"}},
    "payment": {"payment": {"reference_id": "R-7", "status": "SUCCESS"}},
    "payment_acknowledgement": {"payment_acknowledgement": {"reference_id": "R-7"}},
    "call_permission": {"call_permission": {"response": "ACCEPT"}},
    "authentication": {"in_thread_authentication": {"status": "SUCCESS", "passkey_hash": "h"}},
    "infected": {"malware": "EICAR"},
    "unsupported": {},
    "video": {"url": None},
    "poll": {},
}


def quoting(
    text: str, *, by: Any = "agent", kind: str = "text", words: str | None = None, **details: Any
) -> Line:
    """A customer's words under a message."""
    return replace(said_line(text), quoted=Quoted(by, kind, words, details))


@pytest.mark.parametrize("language", ["en", "ar", "fr"])
@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_gets_an_answer_that_fits_and_a_person_is_told(kind: str, language: str) -> None:
    reply = await ANY.asked(sent(kind, **KINDS[kind]), state={"language": language})

    assert reply.messages
    assert reply.trace["answered_in"] == language
    assert reply.actions
    assert not any(word in action.reason for action in reply.actions for word in ("Rana", "96170000001"))


@pytest.mark.parametrize("kind", KINDS)
async def test_what_stands_in_details_may_be_anything(kind: str) -> None:
    """Stored content comes from a provider."""
    for details in ({}, dict.fromkeys(KINDS[kind]), dict.fromkeys(KINDS[kind], "?")):
        assert (await ECLA.asked(sent(kind, **details))).messages


def test_every_sentence_is_there_in_all_languages() -> None:
    assert [key for key, texts in KIND_WORDING.items() if set(texts) != {"en", "ar", "fr"}] == []


async def test_a_file_with_a_virus_is_nothing_to_worry_about() -> None:
    reply = await ECLA.asked(sent("infected"))

    assert "Don't worry" in text_of(reply)
    assert reply.actions == (ActionRequest("unreadable", "infected"),)


async def test_a_place_is_where_the_order_goes_when_that_is_what_they_talk_about() -> None:
    first = await ASTRO.asked("do you deliver to Tripoli?")
    second = await ASTRO.asked(sent("location", latitude=1.0, longitude=2.0), state=first.state)
    alone = await ASTRO.asked(sent("location", latitude=1.0, longitude=2.0))

    assert "for the delivery" in text_of(second)
    assert "for the delivery" not in text_of(alone)
    assert {action.kind for reply in (second, alone) for action in reply.actions} == {"location"}


async def test_what_is_quoted_is_what_it_is_about() -> None:
    reply = await ASTRO.asked(
        quoting("how much?", words="*Neck Fan* is $15. Would you like to order it?"),
        state={"product": "jet_drone"},
    )

    assert reply.trace["skus"] == ["neck_fan"]


async def test_a_quoted_picture_is_known_by_its_caption_and_a_product_by_its_id() -> None:
    for line in (
        quoting("combien ?", kind="image", words="*Neck Fan* is $15."),
        quoting("price?", kind="product", product_id="neck_fan"),
        replace(said_line("price?"), details={"referred_product": {"catalog_id": "c", "sku": "neck_fan"}}),
    ):
        assert (await ASTRO.asked(line)).trace["skus"] == ["neck_fan"]


async def test_a_quotation_without_a_product_changes_nothing() -> None:
    reply = await ASTRO.asked(quoting("how much?", words="Delivery is $3."), state={"product": "jet_drone"})

    assert reply.trace["skus"] == ["jet_drone"]


async def test_it_is_the_product_of_the_advertisement_that_led_here() -> None:
    referral = {"source_type": "AD", "headline": "Neck Fan", "body": "Stay cool this summer"}
    came = replace(said_line("hello"), details={"referral": referral})

    first = await ASTRO.asked(came)
    second = await ASTRO.asked("how much is it?", state=first.state)

    assert second.trace["skus"] == ["neck_fan"]


async def test_a_cart_is_summed_up_by_the_catalogue_and_a_person_confirms_it() -> None:
    items = [
        {"sku": "whitening_pen", "quantity": 2, "price": 1.0, "currency": "USD"},
        {"sku": "purple_corrector", "quantity": 1, "price": 26, "currency": "USD"},
    ]

    reply = await ECLA.asked(sent("order", order={"items": items}))

    assert "$40" in text_of(reply)
    assert "Total without delivery: $66." in text_of(reply)
    assert "$1" not in text_of(reply)
    (action,) = reply.actions
    assert action.kind == "order_draft"
    assert "the cart said $1, the catalogue says $20" in action.reason
    assert [line.sku for line in reply.orders[0].lines] == ["whitening_pen", "purple_corrector"]
    assert reply.state["ordering"] is True


async def test_what_the_catalogue_does_not_have_is_not_priced() -> None:
    items = [
        {"sku": "gone", "quantity": 1, "price": 9, "currency": "USD"},
        {"sku": "whitening_pen", "quantity": 1},
    ]

    reply = await ECLA.asked(sent("order", order={"items": items}))

    assert "an item that our team will check" in text_of(reply)
    assert "So far, without delivery: $20." in text_of(reply)
    assert "gone: not in the catalogue" in reply.actions[0].reason


async def test_a_cart_and_an_order_in_words_are_two_orders() -> None:
    """The words begin an order of their own; the cart's positions and prices stay as they are."""
    cart = sent("order", **KINDS["order"])

    reply = await ASTRO.asked(cart, said_line("I want to order the neck fan"))

    assert [action.kind for action in reply.actions] == ["order_draft"]
    assert len(reply.orders) == 1
    assert reply.state["cart"]["lines"] == [["neck_fan", 1, None]]


async def test_a_yes_under_the_question_about_several_orders_them_all() -> None:
    state = {"product": "neck_fan", "asked": "agree", "wanted": ["jet_drone", "neck_fan"]}
    question = "Would you like to order the jet drone and the neck fan?"

    all_of_them = await ASTRO.asked(quoting("yes", words=question), state=state)
    one_of_them = await ASTRO.asked(quoting("yes", words="The jet drone flies."), state=state)

    assert [sku for sku, *_ in all_of_them.state["cart"]["lines"]] == ["jet_drone", "neck_fan"]
    assert [sku for sku, *_ in one_of_them.state["cart"]["lines"]] == ["jet_drone"]
