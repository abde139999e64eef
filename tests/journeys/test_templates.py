"""Templates through the doors: submitted, approved, sent by a person long after the customer wrote."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.support.running import NUMBERS, Customer, Dragoman

_25_HOURS_S = 25 * 3600
_AUTH = {"Authorization": "App any-key"}
_FILE = """\
name: {name}
language: en
category: UTILITY
structure:
  body:
    text: Hi {{{{1}}}}, your order {{{{2}}}} is ready
    examples: [Mona, "1042"]
  buttons:
    - {{type: QUICK_REPLY, text: Track}}
"""


@pytest.fixture(autouse=True)
async def _has_templates(dragoman: Dragoman) -> None:
    path = f"/emulator/whatsapp/2/senders/{NUMBERS['ecla']}/templates"
    if (await dragoman.request("GET", path, headers=_AUTH)).status != 200:
        pytest.skip("this emulator has no templates")


async def a_template(dragoman: Dragoman, tmp_path: Path, name: str) -> None:
    """Submits a template of that name for ECLA and waits until it is approved here too."""
    file = tmp_path / "template.yaml"
    file.write_text(_FILE.format(name=name))
    assert "PENDING" in await dragoman.command("templates", "create", "ecla", str(file))
    for _ in range(100):
        synced = await dragoman.command("templates", "sync", "ecla")
        if (
            f"{name} " in (listed := await dragoman.command("templates", "list", "ecla"))
            and "APPROVED" in listed
        ):
            return
        await asyncio.sleep(0.2)
    raise AssertionError(f"never approved: {synced} {listed}")


async def send(dragoman: Dragoman, customer: Customer, name: str, *values: str) -> str:
    conversation = str((await customer.conversation())["id"])
    words = [word for value in values for word in ("--body", value)]
    return await dragoman.command(
        "conversations", "send-template", "ecla", conversation, name, "--language", "en", *words
    )


async def test_a_person_writes_with_a_template_a_day_later_and_the_customer_answers_it(
    dragoman: Dragoman, tmp_path: Path
) -> None:
    await a_template(dragoman, tmp_path, "order_is_ready")
    customer = dragoman.customer()
    await customer.asks("hello", age_s=_25_HOURS_S)

    await send(dragoman, customer, "order_is_ready", "Mona", "1042")
    await dragoman.idle()

    sent: list[dict[str, Any]] = await dragoman.sent_to(customer.address)
    assert [message["content"]["templateName"] for message in sent] == ["order_is_ready"]
    assert sent[0]["content"]["templateData"]["body"]["placeholders"] == ["Mona", "1042"]
    last = (await customer.stored())[-1]
    assert (last["author"], last["kind"], last["status"]) == ("staff", "template", "delivered")


async def test_one_that_was_deleted_at_the_provider_is_refused_here_once_that_is_known(
    dragoman: Dragoman, tmp_path: Path
) -> None:
    await a_template(dragoman, tmp_path, "soon_gone")
    customer = dragoman.customer()
    await customer.asks("hello", age_s=_25_HOURS_S)
    await dragoman.command("templates", "delete", "ecla", "soon_gone", "--yes")

    with pytest.raises(AssertionError, match="has no template soon_gone"):
        await send(dragoman, customer, "soon_gone", "Mona", "1042")

    assert await dragoman.sent_to(customer.address) == []
