"""Every shop has a provider key: what it answers reaches real people, so nothing of it is simulated."""

from tests.support.running import NUMBERS, Dragoman

SETTINGS = {"INFOBIP_API_KEY": "a-real-one", "WEBHOOK_TOKEN": "let-me-in"}


async def test_the_simulator_says_why_it_has_no_shop(dragoman: Dragoman) -> None:
    page = await dragoman.request("GET", "/simulator", headers={"Accept-Language": "en"})

    assert "sends through Infobip for real" in page.text
    assert "AstroSouks" in page.text
    assert "No shop is set up yet" not in page.text


async def test_the_simulator_writes_to_none_of_them(dragoman: Dragoman) -> None:
    message = {"to": NUMBERS["ecla"], "from": "447700900101", "name": "Mona", "text": "hello"}
    answer = await dragoman.request(
        "POST", "/simulator/inbound", message, headers={"Content-Type": "application/json"}
    )

    assert answer.status == 404
