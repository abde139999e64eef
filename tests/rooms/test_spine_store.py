"""The spine's statements on the real database, called as the verbs call them."""

from tests.support.shops import a_tenant, an_inbound, routed

from dragoman.base.db import Database
from dragoman.turns.intake import Post, store_posts


async def test_a_message_is_stored_once_however_often_it_comes(database: Database) -> None:
    shop = await a_tenant(database)
    post = Post(b"", (routed(shop, an_inbound(shop, text="hi")),))

    first = await store_posts(database, [post])
    second = await store_posts(database, [post])
    both = await store_posts(database, [post, post])

    assert (first[0].stored, second[0].stored, both[0].stored) == (1, 0, 0)
