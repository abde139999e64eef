"""A shop's products as a file that imports back to the same products, in the same order."""

import json
from collections.abc import AsyncIterator
from typing import Literal

from dragoman.base.db import TenantTx
from dragoman.catalogue.cells import cells_of, columns, csv_line
from dragoman.catalogue.rows import row_data
from dragoman.tenants.product_store import list_languages, stream_products


async def export_products(tx: TenantTx, kind: Literal["jsonl", "csv"]) -> AsyncIterator[str]:
    """The file in pieces, one for each product, on sale or not."""
    if kind == "jsonl":
        async for row in stream_products(tx):
            yield json.dumps(row_data(row), ensure_ascii=False) + "\n"
        return
    languages = await list_languages(tx)
    yield csv_line(columns(languages))
    async for row in stream_products(tx):
        yield csv_line(cells_of(row_data(row), languages))
