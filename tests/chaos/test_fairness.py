"""One shop's flood is not another shop's delay."""

import asyncio
from datetime import UTC, datetime

import pytest
from tests.support.processes import until
from tests.support.server import TestServer
from tests.support.storm import a_result, batch
from tests.support.world import World, a_world

from dragoman.base.ids import ChatbotId, TenantId
from dragoman.channels.base import Inbound, Party, Text
from dragoman.tenants.model import Routing
from dragoman.turns.intake import Post, store_posts
from dragoman.turns.model import Routed

pytestmark = pytest.mark.chaos

_WAITING = 10_000
_SERVED_WITHIN_S = 2.0


async def test_ten_thousand_waiting_customers_of_one_shop_do_not_delay_another_shops(
    server: TestServer,
) -> None:
    async with a_world(server, AGENT_DELAY_MS=50) as world:
        await world.stage.start_web("web", world.ports[0])
        flooded, quiet = world.numbers
        await _flood(world, flooded)
        await world.stage.start_worker()
        await until(lambda: _answered(world) > 100, within_s=20, what="the flood to be worked on")

        delays = []
        for n in range(3):
            talk = (quiet, f"9613500000{n}")
            before = datetime.now(UTC).timestamp()
            status = await world.storm().post(
                world.hooks[0], batch(a_result(*talk, "just me", f"wamid.quiet-{n}"))
            )
            assert status == 200
            answer = await world.emulated.answer_to(talk, "just me", within_s=20)
            delays.append(answer["at_unix"] - before)
            await asyncio.sleep(0.2)

        assert max(delays) < _SERVED_WITHIN_S, delays
        assert _answered(world) < _WAITING / 2, "the flood was over too soon to prove anything"


async def _flood(world: World, number: str) -> None:
    (row,) = world.stage.rows("SELECT tenant_id, chatbot_id FROM senders WHERE number = %s", [number])
    chatbot = ChatbotId(row["chatbot_id"])
    routing = Routing(TenantId(row["tenant_id"]), int(chatbot), chatbot, "echo", "Flooded", number, True)
    for start in range(0, _WAITING, 500):
        messages = [Routed(routing, _inbound(number, n)) for n in range(start, start + 500)]
        await store_posts(world.database, [Post(b"", tuple(messages))])


def _inbound(number: str, n: int) -> Inbound:
    phone = f"96136{n:06}"
    return Inbound(
        provider_id=f"wamid.flood-{n}",
        to=number,
        address=phone,
        party=Party(phone=phone, user_id=None, name=None),
        received_at=datetime.now(UTC),
        type="TEXT",
        content=Text("me too"),
        raw={},
    )


def _answered(world: World) -> int:
    return int(world.stage.rows("SELECT count(*) AS n FROM turns")[0]["n"])
