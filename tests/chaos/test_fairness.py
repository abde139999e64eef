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
from dragoman.tenants.apply import apply_shops
from dragoman.tenants.model import Routing
from dragoman.tenants.shop_file import Shop, shop_from
from dragoman.turns.intake import Post, store_posts
from dragoman.turns.model import Routed

pytestmark = pytest.mark.chaos

_WAITING = 10_000
_SLOW = 1_000
_SERVED_WITHIN_S = 2.0


async def test_ten_thousand_waiting_customers_of_one_shop_do_not_delay_another_shops(
    server: TestServer,
) -> None:
    async with a_world(server, AGENT_DELAY_MS=50) as world:
        await world.stage.start_web("web", world.ports[0])
        flooded, quiet = world.numbers
        await _flood(world, flooded, _WAITING)
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


async def test_a_thousand_slow_turns_of_one_shop_leave_room_for_another_shops(server: TestServer) -> None:
    """Each takes far longer than the other shop's customer should wait, and there are more than can run at once."""
    async with a_world(server, AGENT_DELAY_MS=8_000) as world:
        slow, quiet = world.numbers[0], "96170999999"
        await apply_shops(world.database, [_quick_shop(quiet)])
        await world.stage.start_web("web", world.ports[0])
        await _flood(world, slow, _SLOW)
        await world.stage.start_worker()
        await until(
            lambda: _running(world) > _SLOW / 2 - 10, within_s=10, what="half of the slots to be taken"
        )
        await asyncio.sleep(1)
        assert _running(world) < _SLOW / 2 + 10

        delays = []
        for n in range(3):
            talk = (quiet, f"9613500000{n}")
            before = datetime.now(UTC).timestamp()
            await world.storm().post(world.hooks[0], batch(a_result(*talk, "just me", f"wamid.quiet-{n}")))
            delays.append((await world.emulated.answer_to(talk, "", within_s=20))["at_unix"] - before)

        assert max(delays) < _SERVED_WITHIN_S, delays
        assert not _answered(world, slow), "the slow turns were over too soon to prove anything"
        await until(lambda: _answered(world, slow) == _SLOW, within_s=60, what="all of the slow turns to end")


def _quick_shop(number: str) -> Shop:
    """A shop whose agent answers at once."""
    return shop_from(
        {
            "slug": "quick",
            "brand": "Quick",
            "user_id": 7,
            "currency": "USD",
            "chatbots": [{"chatbot_id": 7, "agent_id": "quick_agent", "name": "Quick"}],
            "senders": [{"number": number}],
        },
        name="quick",
    )


async def _flood(world: World, number: str, waiting: int) -> None:
    (row,) = world.stage.rows("SELECT tenant_id, chatbot_id FROM senders WHERE number = %s", [number])
    chatbot = ChatbotId(row["chatbot_id"])
    routing = Routing(TenantId(row["tenant_id"]), int(chatbot), chatbot, "echo", "Flooded", number, True)
    for start in range(0, waiting, 500):
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


def _answered(world: World, number: str = "%") -> int:
    counted = """
        SELECT count(*) AS n
        FROM turns AS t
        JOIN conversations AS c ON (c.tenant_id, c.id) = (t.tenant_id, t.conversation_id)
        WHERE c.sender LIKE %s
    """
    return int(world.stage.rows(counted, [number])[0]["n"])


def _running(world: World) -> int:
    return int(
        world.stage.rows("SELECT count(*) AS n FROM procrastinate_jobs WHERE status = 'doing'")[0]["n"]
    )
