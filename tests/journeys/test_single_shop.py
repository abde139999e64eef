"""ENABLE_MULTI_TENANT=false: only the shop of WHATSAPP_SENDER is served, on the number that the environment names."""

from tests.support.running import NUMBERS, Dragoman, a_result

NUMBER = "96179000999"
SETTINGS = {"ENABLE_MULTI_TENANT": "false", "WHATSAPP_SENDER": f"+{NUMBER}"}


async def test_the_one_shop_answers_from_the_number_of_the_environment(dragoman: Dragoman) -> None:
    customer = dragoman.customer(shop=NUMBER)

    assert "$55" in await customer.asks("how much is the whitening kit?")
    assert {sent["from"] for sent in await dragoman.sent_to(customer.address)} == {NUMBER}


async def test_everything_else_is_kept_unrouted(dragoman: Dragoman) -> None:
    results = [a_result(to=number) for number in NUMBERS.values()]

    await dragoman.post(*results)

    await dragoman.idle()
    kept = await dragoman.rows(
        "SELECT to_number, reason FROM hooks WHERE kind = 'unrouted' ORDER BY to_number"
    )
    assert [hook["to_number"] for hook in kept] == sorted(NUMBERS.values())
    assert {hook["reason"] for hook in kept} == {
        f"ENABLE_MULTI_TENANT=false: only the shop of WHATSAPP_SENDER ({NUMBER}) is served"
    }
    for result in results:
        assert not await dragoman.sent_to(result["from"])


async def test_one_client_is_counted(dragoman: Dragoman) -> None:
    assert (await dragoman.request("GET", "/health")).json["clients"] == 1
