"""``dragoman doctor``: whether every shop's products can be found."""

from collections.abc import Iterator

from dragoman.base.db import Database
from dragoman.base.errors import ConfigError
from dragoman.catalogue.search import store
from dragoman.catalogue.search.meaning import MOST_PRODUCTS, make_meaning
from dragoman.config.settings import Settings
from dragoman.doors.cli.checks import Check
from dragoman.tenants import store as tenants

_FEW = 500  # so many are indexed by the next search


def meaning_checks(settings: Settings) -> Iterator[Check]:
    """Whether search by meaning works where it is on."""
    try:
        if make_meaning(on=settings.dragoman_semantic_search) is not None:
            yield Check("✓", f"search by meaning is on, for shops of up to {MOST_PRODUCTS:,} products")
    except ConfigError as error:
        yield Check("✗", "search by meaning", str(error))


async def search_checks(database: Database) -> list[Check]:
    """The shops where many products wait to be indexed for search."""
    async with database.as_platform() as tx:
        shops = await tenants.list_tenants(tx)
    checks = []
    for shop in shops:
        async with database.as_tenant(shop.id) as tenant_tx:
            waiting = await store.count_dirty(tenant_tx)
        if waiting > _FEW:
            to_do = f"each search indexes some; at once: dragoman catalogue reindex {shop.slug}"
            checks.append(Check("!", f"{shop.brand}: {waiting} products wait to be found by search", to_do))
    return checks
