"""Whose key a number sends with is decided for each number, and what is wrong with one can be mended while we run."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.support.desk import Desk
from tests.support.shops import a_tenant

from dragoman.app.process import Process
from dragoman.base.db import Database
from dragoman.base.errors import ChannelAccountProblem
from dragoman.base.secrets import Sealer
from dragoman.channels.base import Sender
from dragoman.config.settings import load_settings
from dragoman.tenants.keys import EMULATOR_KEY, Keys
from dragoman.tenants.routing import load_routing
from dragoman.tenants.senders import store_api_key

RIGHT, WRONG = Sealer("the key of this installation"), Sealer("the key of another installation")
PRODUCTION = {"DRAGOMAN_ENV": "production", "WEBHOOK_TOKEN": "let-me-in"}
ALONE = {"DRAGOMAN_SIMULATOR": "false"}


@dataclass
class TwoNumbers:
    """Two shops that one process sends for."""

    process: Process
    one: Desk
    other: Desk

    async def reload(self) -> None:
        """The process hears of what has changed."""
        async with self.one.database.as_platform() as tx:
            self.process.table = await load_routing(tx, self.process.settings)

    async def stores_key(self, desk: Desk, sealer: Sealer) -> None:
        """The operator stores a key, under this secret of the installation."""
        async with desk.database.as_platform() as tx:
            await store_api_key(tx, desk.shop.number, "the-stored-key", sealer)
        await self.reload()

    def sender(self, desk: Desk) -> Sender:
        """How the process would send for that shop."""
        return self.process.sender_for(desk.shop.number)


async def two_numbers(database: Database, home: Path, **variables: str) -> TwoNumbers:
    """Two shops without keys, and a process with these settings that sends for them."""
    settings = load_settings({"DRAGOMAN_HOME": str(home), **variables}, env_file=None)
    process = Process(settings, {}, keys=Keys(settings, {}, RIGHT))
    one = Desk(database, await a_tenant(database), sender_for=process.sender_for)
    other = Desk(database, await a_tenant(database), mail=one.mail, sender_for=process.sender_for)
    numbers = TwoNumbers(process, one, other)
    await numbers.reload()
    return numbers


@pytest.mark.parametrize("variables", [PRODUCTION, ALONE], ids=["production", "development"])
async def test_without_an_emulator_a_number_without_a_key_is_refused_and_the_one_beside_it_sends(
    database: Database, tmp_path: Path, variables: dict[str, str]
) -> None:
    numbers = await two_numbers(database, tmp_path, **variables)
    await numbers.stores_key(numbers.other, RIGHT)

    with pytest.raises(ChannelAccountProblem, match="no provider key") as refused:
        numbers.sender(numbers.one)
    beside = numbers.sender(numbers.other)

    assert refused.value.code == "no_key"
    assert (beside.api_key, beside.base_url) == (
        "the-stored-key",
        numbers.process.settings.infobip_base_url,
    )


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {**ALONE, "DRAGOMAN_EMULATOR_URL": "http://127.0.0.1:9"},
        {**PRODUCTION, "DRAGOMAN_SIMULATOR": "true"},
    ],
    ids=["development", "another's emulator", "asked for in production"],
)
async def test_with_an_emulator_a_number_without_a_key_speaks_to_it_and_the_one_beside_it_does_not(
    database: Database, tmp_path: Path, variables: dict[str, str]
) -> None:
    numbers = await two_numbers(database, tmp_path, **variables)
    await numbers.stores_key(numbers.other, RIGHT)

    emulated, beside = numbers.sender(numbers.one), numbers.sender(numbers.other)

    assert emulated.api_key == EMULATOR_KEY
    assert emulated.base_url != numbers.process.settings.infobip_base_url
    assert beside.base_url == numbers.process.settings.infobip_base_url


async def test_a_key_that_does_not_open_is_a_problem_of_its_number_only(
    database: Database, tmp_path: Path
) -> None:
    numbers = await two_numbers(database, tmp_path)
    await numbers.stores_key(numbers.one, WRONG)

    with pytest.raises(ChannelAccountProblem, match="does not open") as refused:
        numbers.sender(numbers.one)

    assert refused.value.code == "sealed_key"
    assert numbers.sender(numbers.other).api_key == EMULATOR_KEY
    assert [shop.slug for shop in numbers.process.simulated_shops()] == [numbers.other.shop.slug]


@pytest.mark.parametrize("broken_by", ["a key that does not open", "no key and no emulator"])
async def test_a_person_is_told_at_the_first_message_and_it_leaves_once_that_is_mended(
    database: Database, tmp_path: Path, broken_by: str
) -> None:
    sealed = broken_by == "a key that does not open"
    numbers = await two_numbers(database, tmp_path, **({} if sealed else ALONE))
    if sealed:
        await numbers.stores_key(numbers.one, WRONG)
    else:
        await numbers.stores_key(numbers.other, RIGHT)

    await numbers.one.customer_says("of the one")
    await numbers.other.customer_says("of the other")
    await numbers.one.work()
    sent_before = list(numbers.one.mail.texts)
    told = await numbers.one.actions()
    await numbers.stores_key(numbers.one, RIGHT)
    await numbers.one.let_time_pass()
    await numbers.one.work()

    assert sent_before == ["of the other"]
    assert told == [("account_problem", "open")]
    assert await numbers.other.actions() == []
    assert numbers.one.mail.texts == ["of the other", "of the one"]
    assert await numbers.one.waiting() == {}


async def test_a_number_that_no_shop_has_any_more_is_told_too(database: Database, tmp_path: Path) -> None:
    numbers = await two_numbers(database, tmp_path)
    await numbers.one.customer_says("hello")
    table = numbers.process.table
    assert table is not None
    others = {number: sender for number, sender in table.senders.items() if number != numbers.one.shop.number}
    numbers.process.table = replace(table, senders=others)

    await numbers.one.work()

    assert numbers.one.mail.texts == []
    assert await numbers.one.actions() == [("account_problem", "open")]
