"""The tools of one shop: what an agent may ask, each in a transaction of that shop's own."""

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman.base.db import Database
from dragoman.base.ids import TenantId
from dragoman.catalogue import store as catalogue
from dragoman.catalogue.model import Product
from dragoman.tenants import store as tenants
from dragoman.tenants.model import ShopInfo


@dataclass(frozen=True, slots=True)
class ShopToolbox:
    """Tools bound to one shop. No tool takes a tenant: it is decided here, once."""

    database: Database
    tenant_id: TenantId

    async def list_products(self) -> Sequence[Product]:
        """Every product on sale, in the shop's own order, as the database holds them at this moment."""
        async with self.database.as_tenant(self.tenant_id) as tx:
            return [product for product in await catalogue.list_products(tx) if product.active]

    async def shop_info(self) -> ShopInfo:
        """About, delivery, policies, questions and answers."""
        async with self.database.as_tenant(self.tenant_id) as tx:
            return await tenants.shop_info(tx)
