"""A change of routing reaches every running process, soon and by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

import pytest

from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.errors import ConfigError, NotFound
from dragoman.base.ids import TenantId
from dragoman.base.secrets import Sealer
from dragoman.config.settings import Settings, load_settings
from dragoman.tenants import store
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.follow import follow_routing
from dragoman.tenants.routing import RoutingTable, load_routing
from dragoman.tenants.senders import api_key_of, store_api_key
from dragoman.tenants.shop_file import find_shop_files, load_shop_file, parse_shop

LUNA = """
slug: luna
brand: Luna
user_id: 200
currency: USD
chatbots: [{chatbot_id: 200, agent_id: luna_agent, name: Luna}]
senders: [{number: "96170000002"}]
"""


def settings(**variables: str) -> Settings:
    return load_settings(variables, env_file=None)


@contextlib.asynccontextmanager
async def following(
    database: Database, poll_s: float = 60.0, **variables: str
) -> AsyncIterator[list[RoutingTable]]:
    """A process that follows: the tables it was handed, in order, the first one already there."""
    tables: list[RoutingTable] = []
    task = asyncio.create_task(follow_routing(database, settings(**variables), tables.append, poll_s=poll_s))
    try:
        await until(lambda: bool(tables), seconds=10)
        yield tables
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], bool], *, seconds: float) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - the other side is the database
            await asyncio.sleep(0.01)


def served(tables: list[RoutingTable]) -> bool | None:
    """Whether Luna is served, as the newest table has it; ``None`` when it is not there."""
    routing = tables[-1].find("96170000002")
    return None if routing is None else routing.served


async def set_status(database: Database, slug: str, status: str) -> None:
    async with database.as_platform() as tx:
        await store.set_status(tx, slug, status)


@pytest.fixture
async def shops(database: Database) -> Database:
    await apply_shops(database, [load_shop_file(file) for file in find_shop_files()])
    return database


async def test_the_table_of_the_database_routes_both_shops(shops: Database) -> None:
    async with shops.as_platform() as tx:
        table = await load_routing(tx, settings())

    found = table.find("+9613451652")
    assert found is not None
    assert (found.user_id, found.chatbot_id, found.agent_id) == (6, 3, "astrosouks_sales_agent")
    assert found.tenant_id in (1, 2)
    assert table.revision > 0


async def test_a_change_is_seen_within_a_second_in_every_process(shops: Database) -> None:
    async with following(shops) as one, following(shops) as other:
        await apply_shops(shops, [parse_shop(LUNA)])

        await until(lambda: served(one) is True and served(other) is True, seconds=1)
        await set_status(shops, "luna", "disabled")
        await until(lambda: served(one) is False and served(other) is False, seconds=1)


async def test_a_change_is_seen_by_the_poll_when_no_notification_comes(shops: Database) -> None:
    async with following(shops, poll_s=0.2) as tables:
        async with shops.as_platform() as tx:
            # Only the triggers of the shops' tables notify.
            await tx.execute("UPDATE revisions SET value = value + 1 WHERE name = 'routing'")

        await until(lambda: len(tables) > 1, seconds=1)


async def test_nothing_is_handed_on_while_nothing_changes(shops: Database) -> None:
    async with following(shops, poll_s=0.05) as tables:
        await asyncio.sleep(0.3)

        assert len(tables) == 1


async def test_it_goes_on_after_its_connection_was_cut(shops: Database, urls: DatabaseUrls) -> None:
    async with following(shops) as tables:
        async with shops.as_platform() as tx:
            cut = await tx.value(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE application_name = 'dragoman routing' AND datname = current_database()"
            )
        await apply_shops(shops, [parse_shop(LUNA)])

        assert cut == 1
        await until(lambda: tables[-1].find("96170000002") is not None, seconds=3)


async def test_a_table_that_the_settings_do_not_allow_is_not_handed_on(shops: Database) -> None:
    await set_status(shops, "astrosouks", "disabled")
    async with following(shops, ROUTE_BY_DESTINATION="false") as tables:
        await set_status(shops, "astrosouks", "active")
        await asyncio.sleep(0.3)
        kept = tables[-1].route("1234567890")
        await set_status(shops, "ecla", "disabled")
        await until(lambda: len(tables) > 1, seconds=1)
        now = tables[-1].route("1234567890")

    assert (kept and kept.brand, now and now.brand) == ("ECLA", "AstroSouks")


async def test_serving_two_shops_without_routing_by_destination_is_refused_at_start(shops: Database) -> None:
    async with shops.as_platform() as tx:
        with pytest.raises(ConfigError, match="ROUTE_BY_DESTINATION=false works with one active shop only"):
            await load_routing(tx, settings(ROUTE_BY_DESTINATION="false"))


async def test_a_stored_key_is_sealed_and_reaches_the_table(shops: Database) -> None:
    sealer = Sealer("a key of this test only")
    async with shops.as_platform() as tx:
        await store_api_key(tx, "+961 3 451652", "the-key\n", sealer)

    async with shops.as_platform() as tx:
        table = await load_routing(tx, settings())
        bytes_at_rest = await tx.value("SELECT sealed_api_key FROM senders WHERE number = '9613451652'")
    sender = table.senders["9613451652"]
    assert b"the-key" not in bytes_at_rest
    assert "the-key" not in repr(sender)
    assert api_key_of(sender, environ={}, default="other", sealer=sealer) == "the-key"


async def test_a_key_for_a_number_of_nobody_is_refused(shops: Database) -> None:
    async with shops.as_platform() as tx:
        with pytest.raises(NotFound, match="no shop has the number 1234567890"):
            await store_api_key(tx, "1234567890", "the-key", Sealer("a key of this test only"))


async def test_a_tenant_is_read_as_a_value(shops: Database) -> None:
    async with shops.as_platform() as tx:
        row = await store.find_tenant(tx, "ecla")
        assert row is not None
        tenant = await store.get_tenant(tx, row.id)
        with pytest.raises(NotFound, match="no shop with the id 99"):
            await store.get_tenant(tx, TenantId(99))

    assert (tenant.slug, tenant.currency, tenant.timezone.key) == ("ecla", "USD", "Asia/Beirut")
