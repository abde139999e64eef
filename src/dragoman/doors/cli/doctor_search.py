"""``dragoman doctor``: whether every shop's products can be found."""

from dragoman.base.db import Database
from dragoman.catalogue.search import store
from dragoman.doors.cli.checks import Check
from dragoman.tenants import store as tenants

_FEW = 500  # so many are indexed by the next search


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
