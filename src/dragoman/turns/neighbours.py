"""How many worker processes send at this moment: the rate of a number is theirs together, an equal part each.

No message asks anybody for leave: each process keeps to its part, and looks every two seconds how many there are.
For so long, one that has just come is not counted by the others, and one that was killed is for five.
"""

import asyncio
from collections.abc import Callable

import structlog

from dragoman.base.db import Database, PlatformTx
from dragoman.base.errors import DatabaseUnavailable
from dragoman.base.jobs import STALLED_S

EVERY_S = 2.0
log = structlog.get_logger()

# Each loop of each process says that it lives; every process of an installation has the same loops.
LIVING_LOOPS = """
    SELECT count(*)
    FROM procrastinate_workers
    WHERE last_heartbeat > now() - make_interval(secs => %(stalled_s)s)
"""


async def living_loops(tx: PlatformTx) -> int:
    """How many worker loops live, in all processes together."""
    found: int = await tx.value(LIVING_LOOPS, {"stalled_s": STALLED_S})
    return found


async def share_rates(
    database: Database, share_among: Callable[[int], None], loops: int, *, every_s: float = EVERY_S
) -> None:
    """Tells ``share_among`` how many processes there are, whenever that changes; until cancelled.

    ``loops`` is how many loops this process has.
    """
    told = 1
    while True:
        try:
            async with database.as_platform() as tx:
                processes = max(1, -(-await living_loops(tx) // loops))
        except DatabaseUnavailable:
            processes = told  # as it was, until somebody can be asked
        if processes != told:
            told = processes
            share_among(processes)
            log.info("rates_shared", processes=processes)
        await asyncio.sleep(every_s)
