"""A shop whose number keeps its templates at the provider."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.desk import Desk, a_cli
from tests.support.infobip_account import Account, a_template, an_account
from tests.support.infobip_server import KEY
from tests.support.shops import a_tenant

from dragoman.base.db import Database, DatabaseUrls
from dragoman.channels.infobip.account import InfobipAccount
from dragoman.tenants.templates import Templates


@pytest.fixture
async def provider() -> AsyncIterator[Account]:
    async with an_account() as account:
        account.templates = [a_template()]
        yield account


@pytest.fixture
async def kept(database: Database) -> AsyncIterator[Templates]:
    async with InfobipAccount(timeout_s=2) as account:
        yield Templates(database, account)


@pytest.fixture
async def desk(database: Database, provider: Account, kept: Templates) -> Desk:
    return Desk(database, await a_tenant(database), templates=kept, sender_for=provider.sender)


@pytest.fixture
def cli(urls: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, provider: Account) -> Any:
    monkeypatch.chdir(tmp_path)
    plain = a_cli(urls, tmp_path)
    real = {"INFOBIP_API_KEY": KEY, "INFOBIP_BASE_URL": provider.url, "WEBHOOK_TOKEN": "token"}
    return lambda command, *words: plain(command, *words, **real)
