"""Asking Infobip for templates and for how a number stands, whatever it answers."""

from collections.abc import AsyncIterator

import pytest
from tests.support.infobip_account import Account, a_template, an_account
from tests.support.infobip_server import KEY, free_port, raw_server

from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.base import Sender
from dragoman.channels.infobip.account import InfobipAccount, SenderQuality
from dragoman.channels.infobip.new_template import new_template

NEW = {
    "name": "order_ready",
    "language": "en",
    "category": "UTILITY",
    "structure": {"body": {"text": "Hi {{1}}", "examples": ["Mona"]}},
}


@pytest.fixture
async def provider() -> AsyncIterator[Account]:
    async with an_account() as account:
        yield account


@pytest.fixture
async def infobip() -> AsyncIterator[InfobipAccount]:
    async with InfobipAccount(timeout_s=2) as account:
        yield account


async def test_templates_are_listed_with_the_number_s_own_key_and_as_json(
    provider: Account, infobip: InfobipAccount
) -> None:
    provider.templates = [a_template(), a_template(language="ar", status="REJECTED")]

    found = await infobip.list_templates(provider.sender())

    assert [(one.name, one.language, one.sendable) for one in found] == [
        ("order_ready", "en", True),
        ("order_ready", "ar", False),
    ]
    assert found[0].shape.gaps == 2
    assert provider.calls == ["GET /whatsapp/2/senders/96179374241/templates"]
    assert provider.keys == {f"App {KEY}"}


async def test_an_account_without_the_newer_call_is_asked_page_by_page(
    provider: Account, infobip: InfobipAccount
) -> None:
    provider.paged = True
    provider.templates = [a_template(f"template_{n}") for n in range(5)]

    found = await infobip.list_templates(provider.sender())

    assert [one.name for one in found] == [f"template_{n}" for n in range(5)]
    assert provider.calls.count("GET /whatsapp/1/templates") == 3


async def test_a_template_is_submitted_found_and_deleted(provider: Account, infobip: InfobipAccount) -> None:
    made = await infobip.create_template(provider.sender(), new_template(NEW))
    again = await infobip.get_template(provider.sender(), made.provider_id or "")
    await infobip.delete_template(provider.sender(), made.name)

    assert made.status == "PENDING"
    assert again == made
    assert provider.made[0]["structure"]["body"]["examples"] == ["Mona"]
    assert provider.templates == []


async def test_how_a_number_stands_is_told(provider: Account, infobip: InfobipAccount) -> None:
    told = await infobip.quality(provider.sender())
    provider.quality = None
    nothing = await infobip.quality(provider.sender())

    assert told == SenderQuality("96179374241", "HIGH", "CONNECTED", "LIMIT_10K")
    assert nothing is None


@pytest.mark.parametrize(
    ("status", "error", "said"),
    [
        (400, ChannelRejected, "Infobip refused"),
        (401, ChannelAccountProblem, "Check the API key"),
        (403, ChannelAccountProblem, "whatsapp:manage"),
        (302, ChannelAccountProblem, "base URL"),
        (429, ChannelUnavailable, "cannot answer now"),
        (500, ChannelUnavailable, "try again later"),
        (503, ChannelUnavailable, "cannot answer now"),
    ],
)
async def test_a_refusal_has_its_place_in_the_tree(
    provider: Account, infobip: InfobipAccount, status: int, error: type[Exception], said: str
) -> None:
    provider.refuses["GET"] = status

    with pytest.raises(error, match=said) as raised:
        await infobip.list_templates(provider.sender())

    assert KEY not in str(raised.value)
    assert raised.value.code == str(status)


async def test_whether_a_template_was_made_is_unknown_after_an_error_of_the_server(
    provider: Account, infobip: InfobipAccount
) -> None:
    provider.refuses["POST"] = 500

    with pytest.raises(ChannelOutcomeUnknown, match="look whether it was done"):
        await infobip.create_template(provider.sender(), new_template(NEW))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"<html>", b'{"templates": 3}', b'{"templates":[{"na'])
async def test_what_is_no_list_of_templates_is_never_taken_for_an_empty_one(
    provider: Account, infobip: InfobipAccount, body: bytes
) -> None:
    provider.raw = body

    with pytest.raises(ChannelUnavailable):
        await infobip.list_templates(provider.sender())


async def test_a_server_that_is_not_there_cuts_or_hangs_is_unavailable(infobip: InfobipAccount) -> None:
    with pytest.raises(ChannelUnavailable, match="No connection to Infobip"):
        await infobip.quality(Sender("96179374241", f"http://127.0.0.1:{free_port()}", KEY))
    async with raw_server(None) as (url, _):
        with pytest.raises(ChannelUnavailable, match="cut the connection"):
            await infobip.quality(Sender("96179374241", url, KEY))
    async with InfobipAccount(timeout_s=0.3) as impatient, raw_server(b"HTTP/1.1 200 OK\r\n") as (url, _):
        with pytest.raises(ChannelUnavailable):
            await impatient.quality(Sender("96179374241", url, KEY))
