"""In production no emulator stands in for the provider: what cannot be sent waits, and never goes elsewhere."""

import pytest
from tests.support.running import Dragoman, a_result

SETTINGS = {"DRAGOMAN_ENV": "production", "WEBHOOK_TOKEN": "let-me-in"}


@pytest.mark.parametrize(
    "path", ["/simulator", "/emulator/_emulator/state", "/emulator/whatsapp/1/message/text"]
)
async def test_there_is_no_simulator_and_no_emulator(dragoman: Dragoman, path: str) -> None:
    assert (await dragoman.request("GET", path)).status == 404


async def test_a_number_that_cannot_send_is_an_alarm_and_keeps_the_webhooks(dragoman: Dragoman) -> None:
    health, ready = [await dragoman.request("GET", path) for path in ("/health", "/health/ready")]

    assert (health.status, ready.status) == (503, 200)
    assert health.json["status"] == "unhealthy"
    assert set(health.json["problems"]) == {
        f"{name}, has no key, so nothing can be sent: set INFOBIP_API_KEY"
        for name in ("ECLA, 96179374241", "AstroSouks, 9613451652")
    }


async def test_a_message_without_a_provider_key_is_stored_and_its_answer_waits(dragoman: Dragoman) -> None:
    result = a_result("hi")

    status = await dragoman.post(result, path="/webhook/let-me-in")

    assert status == 200
    waiting = await dragoman.until(
        """
        SELECT o.status, m.error
        FROM outbox AS o
        JOIN messages AS m ON m.id = o.message_id
        WHERE o.attempts > 0
        """
    )
    assert [(row["status"], row["error"]) for row in waiting] == [("queued", "no_key")]
