"""The provider refuses the account: nothing of that number can leave until somebody acts."""

from tests.support.running import Dragoman


async def test_a_blocked_account_is_told_to_a_person_at_the_first_message(dragoman: Dragoman) -> None:
    customer = dragoman.customer()

    async with dragoman.faults(refuse_all=True):
        await customer.says("hi")
        await dragoman.until(
            "SELECT 1 FROM actions WHERE conversation_id = %s AND kind = 'account_problem'",
            (await customer.conversation())["id"],
        )

    assert await dragoman.sent_to(customer.address) == []
