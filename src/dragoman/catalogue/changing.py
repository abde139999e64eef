"""A change of products, or of what is left of them, beside others of the same ones."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from dragoman.base.db import PASSING, Database, TenantTx
from dragoman.base.errors import Busy
from dragoman.base.ids import TenantId

Result = TypeVar("Result")

_TRIES = 5


async def change_products(
    database: Database, tenant_id: TenantId, change: Callable[[TenantTx], Awaitable[Result]]
) -> Result:
    """A change in a transaction of its own; tried again where somebody else was quicker with the same products.

    Raises ``Busy`` when others always were; nothing of the change is stored then.
    """
    for attempt in range(_TRIES):
        try:
            async with database.as_tenant(tenant_id) as tx:
                return await change(tx)
        except PASSING as error:
            if attempt == _TRIES - 1:
                raise Busy(
                    "others are changing the same products; the change was not stored, try again"
                ) from error
            await asyncio.sleep(0.05 * 2**attempt)
    raise AssertionError("unreachable")
