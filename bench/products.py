"""How fast a catalogue comes in: one JSONL file, into an empty shop, again unchanged, and with every price moved."""

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dragoman.base.db import Database, DatabaseUrls
from dragoman.base.ids import TenantId
from dragoman.catalogue.importing import check_products, write_products
from dragoman.tenants import store
from dragoman.tenants.apply_store import upsert_profile
from dragoman.tenants.store import ProfileRow

_ENGLISH = """
    cedar rose amber linen copper velvet lamp candle kettle drone brush cable cordless blower steamer wallet garden
    portable folding rechargeable bottle speaker mirror organiser silicone stainless travel kitchen massage heater
""".split()  # noqa: SIM905
_ARABIC = "شمعة مصباح غلاية فرشاة كابل منفاخ محفظة حديقة زجاجة مكبر مرآة منظم مطبخ تدليك سخان".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class ImportFigures:
    """Seconds of one import: by the clock, and of CPU in our process and in the database's."""

    seconds: float
    process_cpu_s: float
    database_cpu_s: float


def import_figures(
    urls: DatabaseUrls, folder: Path, count: int, database_cpu: Callable[[], float]
) -> dict[str, ImportFigures]:
    """What ``count`` products cost, by what had to be done. ``database_cpu`` is the CPU seconds spent there so far."""
    return asyncio.run(_measured(urls, folder, count, database_cpu))


async def _measured(
    urls: DatabaseUrls, folder: Path, count: int, database_cpu: Callable[[], float]
) -> dict[str, ImportFigures]:
    first, moved = folder / "products.jsonl", folder / "moved.jsonl"
    _write(first, count, more=0)
    _write(moved, count, more=1)
    async with Database(urls, pool_size=2) as database:
        async with database.as_platform() as tx:
            columns = {"brand": "Bench", "user_id": 990_001, "currency": "USD", "timezone": "UTC"}
            tenant_id = await store.insert_tenant(tx, "bench-import", columns)
        async with database.as_tenant(tenant_id) as tx:
            await upsert_profile(tx, ProfileRow("A shop with very much in it.", {}, {}, {}))
        return {
            "into an empty shop": await _import(database, tenant_id, first, database_cpu),
            "the same again": await _import(database, tenant_id, first, database_cpu),
            "every price moved": await _import(database, tenant_id, moved, database_cpu),
        }


async def _import(
    database: Database, tenant_id: TenantId, path: Path, database_cpu: Callable[[], float]
) -> ImportFigures:
    started, cpu, their_cpu = time.perf_counter(), time.process_time(), database_cpu()
    with path.open("rb") as file:
        checked = check_products(file, "jsonl", "USD", name=path.name, folder=path.parent, progress=_silent)
    with checked:
        await write_products(database, tenant_id, checked, progress=_silent)
    return ImportFigures(time.perf_counter() - started, time.process_time() - cpu, database_cpu() - their_cpu)


def _silent(_so_far: int) -> None: ...


def _write(path: Path, count: int, *, more: int) -> None:
    chance = random.Random(7)
    with path.open("w", encoding="utf-8") as file:
        for n in range(count):
            words = chance.sample(_ENGLISH, 4)
            row = {
                "sku": f"p-{n:06}",
                "name": f"{' '.join(words)} {n}",
                "names_extra": {"ar": " ".join(chance.sample(_ARABIC, 3)), "fr": " ".join(reversed(words))},
                "description": " ".join(chance.choices(_ENGLISH, k=25)),
                "brand": chance.choice(_ENGLISH),
                "category": chance.choice(_ENGLISH),
                "price": f"{chance.randrange(100, 50_000) / 100 + more:.2f}",
                "currency": "USD",
                "stock": chance.choice([0, 1, 12, "in", "out"]),
                "aliases": chance.sample(_ENGLISH, 2),
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
