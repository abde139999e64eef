"""ROUTE_BY_DESTINATION=false: the only active shop gets every message, and a second one is not quietly left out."""

import asyncio

import pytest
from structlog.testing import capture_logs
from tests.support.running import NUMBERS, SHOPS, Dragoman, a_result

from dragoman.tenants.apply import apply_shops
from dragoman.tenants.example import EXAMPLE
from dragoman.tenants.shop_file import parse_shop

SETTINGS = {"ROUTE_BY_DESTINATION": "false", "DRAGOMAN_SHOPS": str(SHOPS / "ecla.yaml")}


NOOR = "96170000001"


@pytest.fixture
async def noor(dragoman: Dragoman) -> None:
    """A second shop, disabled."""
    await apply_shops(dragoman.database, [parse_shop(EXAMPLE)])
    await _set_status(dragoman, "disabled")


async def _set_status(dragoman: Dragoman, status: str) -> None:
    await dragoman.rows("UPDATE tenants SET status = %s WHERE slug = 'noor'", status)
    await asyncio.sleep(0.5)


@pytest.mark.usefixtures("noor")
async def test_a_message_to_any_number_is_the_shops_also_to_a_disabled_shops(dragoman: Dragoman) -> None:
    results = [a_result("hi", to=number) for number in ("33600000001", NOOR)]

    with capture_logs() as logged:
        await dragoman.post(*results)
        await dragoman.idle()

    for result in results:
        assert [sent["from"] for sent in await dragoman.sent_to(result["from"])] == [NUMBERS["ecla"]]
    lines = [event["event"] for event in logged if "to_number=" in event["event"]]
    assert len(lines) == 2
    assert all(line.startswith("✅ Everything goes to the one active shop: ") for line in lines)


@pytest.mark.usefixtures("noor")
async def test_a_second_shop_that_is_enabled_is_an_alarm_and_the_first_goes_on(dragoman: Dragoman) -> None:
    await _set_status(dragoman, "active")
    meanwhile = await dragoman.request("GET", "/health")
    result = a_result("hi", to=NOOR)
    await dragoman.post(result)
    await dragoman.idle()
    await _set_status(dragoman, "disabled")
    after = await dragoman.request("GET", "/health")

    assert (meanwhile.status, after.status) == (503, 200)
    assert len(meanwhile.json["problems"]) == 1
    assert "ROUTE_BY_DESTINATION=false works with one active shop only" in meanwhile.json["problems"][0]
    assert [sent["from"] for sent in await dragoman.sent_to(result["from"])] == [NUMBERS["ecla"]]
