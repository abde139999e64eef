"""What the health pages say, to people and to load balancers."""

import asyncio

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from prometheus_client.parser import text_string_to_metric_families
from tests.support.running import Answer, Dragoman, running_dragoman
from tests.support.server import TestServer

from dragoman import __version__
from dragoman.agents.rules.agent import RulesAgent
from dragoman.base.prompt_worker import PromptWorker

SETTINGS = {"DRAGOMAN_QUEUE_AGE_LIMIT_SECONDS": "0.5"}


async def test_a_healthy_process_says_so_with_its_numbers(dragoman: Dragoman) -> None:
    answer = await dragoman.request("GET", "/health")

    body = answer.json
    assert answer.status == 200
    assert (body["status"], body["version"], body["database"]) == ("ok", __version__, "ok")
    assert body["clients"] == 2
    assert set(body["queue"]) == {"depth", "oldest_seconds", "dead"}
    assert set(body["waiting"]) == {"waiting", "with_agent", "with_person", "without_owner"}
    assert body["problems"] == []


async def test_a_customer_who_waits_too_long_is_an_alarm_but_keeps_the_webhooks(
    dragoman: Dragoman, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = asyncio.Event()
    answer = RulesAgent.answer

    async def thinks(*arguments: object) -> object:
        await go_on.wait()
        return await answer(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(RulesAgent, "answer", thinks)
    customer = dragoman.customer()
    await customer.says("hi")
    await asyncio.sleep(0.8)

    health = await dragoman.request("GET", "/health")
    ready, live = [await dragoman.request("GET", f"/health/{name}") for name in ("ready", "live")]
    go_on.set()
    await dragoman.idle()

    assert health.status == 503
    assert health.json["status"] == "unhealthy"
    assert "waited" in health.json["problems"][0]
    assert (ready.status, live.status) == (200, 200)
    assert (await dragoman.request("GET", "/health")).status == 200


async def test_who_waits_for_a_person_is_no_alarm(dragoman: Dragoman) -> None:
    customer = dragoman.customer()
    await customer.asks("I want to talk to a person")
    await customer.asks("hello?")
    await asyncio.sleep(0.6)

    assert (await dragoman.request("GET", "/health")).status == 200


async def test_the_metrics_are_prometheus(dragoman: Dragoman) -> None:
    await dragoman.customer().asks("hi")

    answer = await dragoman.request("GET", "/metrics")

    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    families = {family.name: family for family in text_string_to_metric_families(answer.text)}
    for name, labels in [
        ("dragoman_webhooks", {"status": "200"}),
        ("dragoman_messages_in", {"fate": "accepted"}),
        ("dragoman_turns", {"outcome": "answered"}),
        ("dragoman_sends", {"outcome": "accepted"}),
    ]:
        assert any(sample.labels == labels and sample.value >= 1 for sample in families[name].samples), name
    assert families["dragoman_clients"].samples[0].value == 2


async def test_a_worker_that_does_not_run_is_an_alarm_but_keeps_the_webhooks(
    server: TestServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its loops are started again and again, and end each time."""
    async with running_dragoman(server, {}) as dragoman:

        async def ends(_: PromptWorker) -> None:
            raise ConnectorException from OSError("no more connections")

        with monkeypatch.context() as broken:
            broken.setattr(PromptWorker, "_update_heartbeat", ends)
            broken.setattr(PromptWorker, "_fetch", ends)
            health = await _becomes(dragoman, 503)
            ready, live = [await dragoman.request("GET", f"/health/{name}") for name in ("ready", "live")]
        recovered = await _becomes(dragoman, 200)

    assert health.json["status"] == "unhealthy"
    assert health.json["problems"] == ["the worker of this process does not run"]
    assert (ready.status, live.status) == (200, 200)
    assert recovered.json["problems"] == []


async def _becomes(dragoman: Dragoman, status: int) -> Answer:
    deadline = asyncio.get_running_loop().time() + 12
    while (health := await dragoman.request("GET", "/health")).status != status:
        assert asyncio.get_running_loop().time() < deadline, health.text
        await asyncio.sleep(0.1)
    return health


async def test_without_a_database_nothing_is_promised_but_life(server: TestServer) -> None:
    async with running_dragoman(server, {}) as dragoman:
        name = dragoman.admin_url.partition("?")[0].rpartition("/")[2]
        _shut(server, name, connections=0)

        pages = ("/health/live", "/health/ready", "/health", "/metrics")
        live, ready, health, metrics, webhook = await asyncio.gather(
            *(dragoman.request("GET", page) for page in pages),
            dragoman.request("POST", "/webhook", {"results": [{"kept": "nowhere"}]}),
        )
        _shut(server, name, connections=-1)

    assert live.status == 200
    assert (ready.status, health.status) == (503, 503)
    assert health.json["status"] == "unavailable"
    assert metrics.status == 200
    assert webhook.status == 503
    assert int(webhook.headers["retry-after"]) > 0


def _shut(server: TestServer, name: str, *, connections: int) -> None:
    """Lets nobody in (0) or everybody again (-1), and puts out whoever is in."""
    with psycopg.connect(server.admin_url, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} CONNECTION LIMIT {connections}")
        if connections == 0:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
