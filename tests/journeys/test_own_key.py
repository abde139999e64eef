"""A shop gets a provider key of its own while an open webhook is served: told at once, wherever people look."""

import asyncio
from pathlib import Path

from structlog.testing import capture_logs
from tests.support.running import NUMBERS, Dragoman

from dragoman.base.secrets import open_sealer
from dragoman.tenants.senders import store_api_key

SENTENCE = (
    f"ECLA, {NUMBERS['ecla']}, sends with a real key, so anyone could post messages to /webhook: "
    "set WEBHOOK_TOKEN or another WEBHOOK_ secret, or dragoman tenant set-webhook-secret"
)


async def test_a_key_without_a_webhook_secret_is_an_alarm_until_it_is_gone(dragoman: Dragoman) -> None:
    before = await dragoman.request("GET", "/health")

    with capture_logs() as logged:
        async with dragoman.database.as_platform() as tx:
            sealer = open_sealer(Path(dragoman.environment["DRAGOMAN_HOME"]), None)
            await store_api_key(tx, NUMBERS["ecla"], "a-real-key", sealer)
        await asyncio.sleep(0.5)
        meanwhile = await dragoman.request("GET", "/health")
    await dragoman.rows("UPDATE senders SET sealed_api_key = NULL")
    await asyncio.sleep(0.5)
    after = await dragoman.request("GET", "/health")

    assert (before.status, meanwhile.status, after.status) == (200, 503, 200)
    assert meanwhile.json["problems"] == [SENTENCE]
    errors = [event["reason"] for event in logged if event["event"] == "webhook_unguarded"]
    assert errors == [SENTENCE]
