"""Applying shop files to a real database."""

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest

from dragoman.base import blobs
from dragoman.base.db import Database
from dragoman.base.errors import NotFound, Refused
from dragoman.base.ids import TenantId
from dragoman.base.money import Money
from dragoman.catalogue.store import (
    catalogue_size,
    catalogue_version,
    get_product,
    get_products,
    list_products,
)
from dragoman.tenants import store
from dragoman.tenants.apply import apply_shops, export_shop
from dragoman.tenants.document import shop_data
from dragoman.tenants.shop_file import Shop, find_shop_files, load_shop_file, parse_shop, shop_from

NOOR = """
slug: noor
brand: Noor
user_id: 100
currency: USD
chatbots:
  - {chatbot_id: 100, agent_id: noor_agent, name: Noor's assistant, persona: {name: Lina, mood: {calm: true}}}
senders:
  - {number: "+961 70 000 001"}
delivery: {area: Lebanon, fee: 3, free_from: "50.00", days: [2, 3], abroad: "no"}
policies:
  payment: {text: {en: Cash.}}
faq:
  - {key: burn-time, question: "How long?", answer: About 40 hours.}
  - {key: scent, question: "Which scents?", answer: Cedar.}
products:
  - sku: cedar
    name: Cedar
    aliases: [arez]
    price: 18
    variants: [{key: small, title: Small, price: 18}, {key: large, title: Large, price: 26}]
    offers: [{quantity: 2, unit_price: 16}]
    stock: in
  - {sku: rose, name: Rose, price: "9.50", stock: out}
discounts: {confirmed: false}
"""
LUNA = """
slug: luna
brand: Luna
user_id: 200
currency: USD
chatbots: [{chatbot_id: 200, agent_id: luna_agent, name: Luna}]
senders: [{number: "96170000002"}]
"""


def noor(*changes: tuple[str, str]) -> Shop:
    """The shop Noor with some of its text changed."""
    return changed(NOOR, *changes)


def changed(text: str, *changes: tuple[str, str]) -> Shop:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return parse_shop(text)


async def tenant_of(database: Database, slug: str) -> TenantId:
    async with database.as_platform() as tx:
        row = await store.find_tenant(tx, slug)
    assert row is not None
    return row.id


async def sql(database: Database, slug: str, statement: str) -> list[dict[str, Any]]:
    """What a person does in the database, or reads there."""
    tenant_id = await tenant_of(database, slug)
    async with database.as_tenant(tenant_id) as tx, tx.connection.cursor() as cursor:
        await cursor.execute(statement)
        return list(await cursor.fetchall()) if cursor.description else []


async def versions_of_every_row(database: Database, slugs: Sequence[str]) -> list[Any]:
    walled = ("shop_profiles", "shop_files", "chatbot_profiles", "products", "product_variants", "faqs")
    versions = "SELECT '{0}', xmin::text, ctid::text FROM {0} ORDER BY ctid"
    found: list[Any] = []
    for slug in slugs:
        for table in (*walled, "tenants", "chatbots", "senders", "revisions"):
            found += await sql(database, slug, versions.format(table))
    return found


async def test_the_example_shops_are_applied_whole(database: Database) -> None:
    shops = [load_shop_file(file) for file in find_shop_files()]

    await apply_shops(database, shops)

    async with database.as_tenant(await tenant_of(database, "ecla")) as tx:
        ecla, info = await list_products(tx), await store.shop_info(tx)
        bot = await store.get_chatbot_profile(tx, 2)
    async with database.as_tenant(await tenant_of(database, "astrosouks")) as tx:
        astro, astro_info = await list_products(tx), await store.shop_info(tx)
    assert [(p.sku, str(p.price)) for p in ecla] == [
        ("e20_bionic_kit", "$55"),
        ("purple_corrector", "$26"),
        ("whitening_pen", "$20"),
    ]
    assert len(astro) == 60
    assert astro[0].offers[0].unit_price == Money("USD", 1800)
    assert [v.title for p in astro if p.sku == "powerful_blower_cordless" for v in p.variants] == [
        "1 Battery",
        "2 Battery",
    ]
    assert not info.delivery.confirmed
    assert astro_info.delivery.confirmed
    assert astro_info.delivery.free_from == Money("USD", 4000)
    assert astro_info.delivery.days == (3, 4)
    assert not astro_info.policies["returns"].confirmed
    assert info.extra["open_questions"][0]["id"] == "ecla-location"
    assert bot.persona["name"] == "Marc"


async def test_applying_the_same_files_again_changes_no_row(database: Database) -> None:
    shops = [load_shop_file(file) for file in find_shop_files()]
    await apply_shops(database, shops)
    before = await versions_of_every_row(database, ["ecla", "astrosouks"])

    found = await apply_shops(database, shops)

    assert found == []
    assert await versions_of_every_row(database, ["ecla", "astrosouks"]) == before


async def test_only_what_changed_in_the_file_is_written_and_shown(database: Database) -> None:
    await apply_shops(database, [noor()])

    found = await apply_shops(
        database,
        [
            noor(
                ("price: 18\n", "price: 19\n"),
                ("Cash.", "By card."),
                ("Lina", "Mona"),
                ("calm: true", "calm: false"),
            )
        ],
    )

    assert sorted(str(each) for each in found) == [
        "chatbots.100.persona.mood.calm: True -> False",
        "chatbots.100.persona.name: Lina -> Mona",
        "policies.payment.text.en: Cash. -> By card.",
        "products.cedar.price: 18.00 -> 19.00",
    ]
    rows = await sql(database, "noor", "SELECT price_minor FROM products ORDER BY position")
    assert rows == [(1900,), (950,)]


async def test_a_dry_run_shows_and_changes_nothing(database: Database) -> None:
    found = await apply_shops(database, [noor()], dry_run=True)

    assert "products.rose" in [each.path for each in found]
    async with database.as_platform() as tx:
        assert await store.list_tenants(tx) == []


async def test_what_people_changed_is_not_overwritten_unless_told_to(database: Database) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", "UPDATE products SET price_minor = 2000 WHERE sku = 'cedar'")

    with pytest.raises(Refused, match=r"products\.cedar\.price \(now 20\.00, in the file 18\.00\)"):
        await apply_shops(database, [noor()])
    with pytest.raises(Refused, match=r"products\.cedar\.price"):
        await apply_shops(database, [noor(("price: 18\n", "price: 21\n"))])
    await apply_shops(database, [noor(("price: 18\n", "price: 21\n"))], overwrite=True)

    assert await sql(database, "noor", "SELECT price_minor FROM products WHERE sku = 'cedar'") == [(2100,)]
    assert await apply_shops(database, [noor(("price: 18\n", "price: 22\n"))]) != []


async def test_a_change_that_people_made_and_the_file_makes_too_is_no_conflict(database: Database) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", "UPDATE faqs SET answer = 'Cedar and rose.' WHERE faq = 'scent'")

    found = await apply_shops(database, [noor(("answer: Cedar.", "answer: Cedar and rose."))])

    assert found == []
    assert await apply_shops(database, [noor(("answer: Cedar.", "answer: Oak."))]) != []


async def test_what_people_added_is_left_alone(database: Database) -> None:
    await apply_shops(database, [noor()])
    await sql(
        database,
        "noor",
        "INSERT INTO products (sku, name, price_minor, currency) VALUES ('oak', 'Oak', 500, 'USD')",
    )
    await sql(database, "noor", "UPDATE products SET summary = 'Warm.' WHERE sku = 'rose'")

    await apply_shops(database, [noor(("price: 18\n", "price: 19\n"))], overwrite=True)

    rows = await sql(database, "noor", "SELECT sku, summary FROM products WHERE active ORDER BY sku")
    assert rows == [("cedar", None), ("oak", None), ("rose", "Warm.")]


async def test_stock_in_a_file_only_seeds(database: Database) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", "UPDATE products SET stock = 'out' WHERE sku = 'cedar'")

    found = await apply_shops(database, [noor(("name: Cedar\n", "name: Cedar Candle\n"))])

    assert [each.path for each in found] == ["products.cedar.name"]
    assert await sql(database, "noor", "SELECT stock FROM products WHERE sku = 'cedar'") == [("out",)]


SOAP = """  - sku: soap
    name: Soap
    brand: Noor
    price: 4
    quantity: 5
    image_url: https://noor.example/soap.jpg
    images: [https://noor.example/soap-2.jpg, https://noor.example/soap-3.jpg]
    variants: [{key: big, title: Big, price: 6, options: {size: 200}, stock: out}]
  - sku: cup
    name: Cup
    price: 7
    variants:
      - {key: blue, title: Blue, price: 7, options: {colour: blue}, quantity: 2}
      - {key: red, title: Red, price: 7, options: {colour: red}, quantity: 0}
discounts:"""


async def test_a_file_tells_brands_pictures_options_and_how_many_pieces_there_are(database: Database) -> None:
    await apply_shops(database, [noor(("discounts:", SOAP))])

    async with database.as_tenant(await tenant_of(database, "noor")) as tx:
        soap, cup = await get_products(tx, ["soap", "cup"])
    assert (soap.brand, soap.quantity, soap.stock) == ("Noor", 5, "in")
    assert soap.images == ("https://noor.example/soap-2.jpg", "https://noor.example/soap-3.jpg")
    assert [(v.key, dict(v.options), v.quantity, v.stock) for v in (*soap.variants, *cup.variants)] == [
        ("big", {"size": "200"}, None, "out"),
        ("blue", {"colour": "blue"}, 2, "in"),
        ("red", {"colour": "red"}, 0, "out"),
    ]


async def test_counted_pieces_only_seed_and_are_exported_as_they_are_now(database: Database) -> None:
    await apply_shops(database, [noor(("discounts:", SOAP))])
    await sql(database, "noor", "UPDATE products SET quantity = 0, stock = 'out' WHERE sku = 'soap'")
    await sql(database, "noor", "UPDATE product_variants SET quantity = 1 WHERE variant = 'blue'")

    assert await apply_shops(database, [noor(("discounts:", SOAP.replace("Big", "Bigger")))]) != []

    exported = parse_shop(await export_shop(database, "noor"))
    soap, cup = exported.products[2:]
    assert (soap.quantity, soap.variants[0].title, soap.variants[0].stock) == (0, "Bigger", "out")
    assert [variant.quantity for variant in cup.variants] == [1, 0]
    assert await apply_shops(database, [exported]) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE products SET quantity = 0",
        "UPDATE products SET quantity = -1, stock = 'out'",
        "UPDATE products SET quantity = 3, stock = 'untracked'",
        "UPDATE product_variants SET quantity = 0, stock = 'in'",
        "UPDATE product_variants SET quantity = -1, stock = 'out'",
    ],
)
async def test_what_is_in_stock_and_how_many_there_are_cannot_contradict_each_other(
    database: Database, statement: str
) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", "UPDATE products SET stock = 'in'")

    with pytest.raises(psycopg.errors.CheckViolation):
        await sql(database, "noor", statement)


async def test_a_stored_picture_must_be_the_shops_own(database: Database) -> None:
    await apply_shops(database, [noor(), changed(LUNA)])
    async with database.as_tenant(await tenant_of(database, "luna")) as tx:
        theirs = await blobs.put(tx, b"a picture", "image/jpeg")
    pictured = noor(("aliases: [arez]\n", f"image_url: {theirs.address}\n"))

    with pytest.raises(Refused, match="noor: cedar refers to the stored picture blob:"):
        await apply_shops(database, [pictured])

    async with database.as_tenant(await tenant_of(database, "noor")) as tx:
        await blobs.put(tx, b"a picture", "image/jpeg")
    await apply_shops(database, [pictured])
    assert await apply_shops(database, [parse_shop(await export_shop(database, "noor"))]) == []


async def test_products_are_read_by_sku_in_the_order_asked_for(database: Database) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", "UPDATE products SET active = false WHERE sku = 'cedar'")

    async with database.as_tenant(await tenant_of(database, "noor")) as tx:
        found = await get_products(tx, ["rose", "nothing", "cedar", "rose", "a\0b"])
        assert [(product.sku, product.active) for product in found] == [("rose", True), ("cedar", False)]
        assert await get_product(tx, "nothing") is None
        assert [product.sku for product in await list_products(tx, 1)] == ["rose"]
        assert await catalogue_size(tx) == 1


async def test_what_left_the_file_leaves_the_shop(database: Database) -> None:
    await apply_shops(database, [noor()])

    await apply_shops(
        database,
        [
            noor(
                ('  - {sku: rose, name: Rose, price: "9.50", stock: out}\n', ""),
                ('  - {key: scent, question: "Which scents?", answer: Cedar.}\n', ""),
                ('  - {number: "+961 70 000 001"}', '  - {number: "96170000009"}'),
                (", {key: large, title: Large, price: 26}", ""),
                ("discounts: {confirmed: false}\n", ""),
            )
        ],
    )

    assert await sql(database, "noor", "SELECT sku, active FROM products ORDER BY sku") == [
        ("cedar", True),
        ("rose", False),
    ]
    assert await sql(database, "noor", "SELECT faq FROM faqs") == [("burn-time",)]
    assert await sql(database, "noor", "SELECT number FROM senders") == [("96170000009",)]
    assert await sql(database, "noor", "SELECT variant FROM product_variants") == [("small",)]
    assert await sql(database, "noor", "SELECT extra FROM shop_profiles") == [({},)]


async def test_a_product_that_comes_back_is_on_sale_again_with_the_stock_it_had(database: Database) -> None:
    gone = noor(('  - {sku: rose, name: Rose, price: "9.50", stock: out}\n', ""))
    await apply_shops(database, [noor()])
    await apply_shops(database, [gone])
    await sql(database, "noor", "UPDATE products SET stock = 'in' WHERE sku = 'rose'")

    await apply_shops(database, [noor()])

    assert await sql(database, "noor", "SELECT active, stock FROM products WHERE sku = 'rose'") == [
        (True, "in")
    ]


async def test_the_order_of_the_file_is_the_order_of_the_shop(database: Database) -> None:
    await apply_shops(database, [noor()])
    shop = noor()
    turned = shop.model_copy(update={"products": shop.products[::-1]})

    found = await apply_shops(database, [turned])

    assert [each.path for each in found] == ["products.(order)"]
    assert await apply_shops(database, [turned]) == []
    async with database.as_tenant(await tenant_of(database, "noor")) as tx:
        assert [product.sku for product in await list_products(tx)] == ["rose", "cedar"]


async def test_two_shops_cannot_have_the_same_number_however_it_is_written(database: Database) -> None:
    twin = changed(LUNA, ("96170000002", "+961-70 (000) 001"))

    with pytest.raises(Refused, match=r"96170000001 belongs to noor, so luna"):
        await apply_shops(database, [noor(), twin])
    await apply_shops(database, [noor()])
    with pytest.raises(Refused, match=r"96170000001 belongs to noor, so luna"):
        await apply_shops(database, [twin])


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [("user_id: 200", "user_id: 100", "user_id"), ("chatbot_id: 200", "chatbot_id: 100", "chatbot_id")],
)
async def test_ids_belong_to_one_shop(database: Database, old: str, new: str, what: str) -> None:
    twin = changed(LUNA, (old, new))

    with pytest.raises(Refused, match=f"the {what} 100 belongs to noor"):
        await apply_shops(database, [noor(), twin])
    await apply_shops(database, [noor()])
    with pytest.raises(Refused, match=f"the {what} 100 belongs to noor"):
        await apply_shops(database, [twin])


async def test_two_files_of_one_shop_are_refused(database: Database) -> None:
    with pytest.raises(Refused, match="two of these files declare the shop noor"):
        await apply_shops(database, [noor(), noor()])


async def test_a_number_moves_between_shops_in_one_apply(database: Database) -> None:
    luna = parse_shop(LUNA)
    await apply_shops(database, [noor(), luna])

    await apply_shops(
        database,
        [
            noor(("+961 70 000 001", "96170000002")),
            changed(LUNA, ("96170000002", "96170000001")),
        ],
    )

    async with database.as_platform() as tx:
        rows = {row.number: row.slug for row in await store.list_routed_senders(tx)}
    assert rows == {"96170000002": "noor", "96170000001": "luna"}


async def test_when_one_file_is_refused_none_is_applied(database: Database) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", "UPDATE products SET price_minor = 1 WHERE sku = 'cedar'")

    with pytest.raises(Refused):
        await apply_shops(database, [parse_shop(LUNA), noor()])

    async with database.as_platform() as tx:
        assert await store.find_tenant(tx, "luna") is None


async def test_a_chatbot_with_conversations_is_never_removed(database: Database) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", "INSERT INTO contacts (phone) VALUES ('96170999999')")
    await sql(
        database,
        "noor",
        "INSERT INTO conversations (chatbot_id, contact_id, sender, address) "
        "SELECT 100, id, '96170000001', '96170999999' FROM contacts",
    )

    with pytest.raises(Refused, match="chatbot 100 has conversations"):
        await apply_shops(database, [noor(("chatbot_id: 100", "chatbot_id: 101"))])


async def test_a_chatbot_without_conversations_is_replaced_and_its_number_keeps_its_key(
    database: Database,
) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", r"UPDATE senders SET sealed_api_key = '\x01'")

    await apply_shops(database, [noor(("chatbot_id: 100", "chatbot_id: 101"))])

    assert await sql(database, "noor", "SELECT chatbot_id, sealed_api_key FROM senders") == [(101, b"\x01")]
    assert await sql(database, "noor", "SELECT chatbot_id FROM chatbots WHERE tenant_id = 1") == [(101,)]


async def test_a_shop_keeps_its_currency(database: Database) -> None:
    await apply_shops(database, [noor()])

    with pytest.raises(Refused, match="the currency of a shop cannot change"):
        await apply_shops(database, [noor(("currency: USD", "currency: EUR"))])


async def test_a_disabled_shop_stays_disabled_and_a_paused_chatbot_paused(database: Database) -> None:
    await apply_shops(database, [noor()])
    async with database.as_platform() as tx:
        await store.set_status(tx, "noor", "disabled")
        await tx.execute("UPDATE chatbots SET paused = true")

    await apply_shops(database, [noor(("Lina", "Mona"), ("brand: Noor", "brand: Noor Candles"))])

    async with database.as_platform() as tx:
        (routed,) = await store.list_routed_senders(tx)
    assert (routed.brand, routed.active, routed.paused) == ("Noor Candles", False, True)


async def test_every_change_of_what_the_agent_says_raises_the_catalogue_version(database: Database) -> None:
    await apply_shops(database, [noor()])
    seen = []

    for change in [("Cash.", "Card."), ("answer: Cedar.", "answer: Oak."), ("price: 18\n", "price: 19\n")]:
        await apply_shops(database, [noor(change)], overwrite=True)
        async with database.as_tenant(await tenant_of(database, "noor")) as tx:
            seen.append(await catalogue_version(tx))

    assert seen == sorted(set(seen))


async def test_an_exported_shop_applies_without_a_difference(database: Database) -> None:
    shops = [load_shop_file(file) for file in find_shop_files()] + [noor()]
    await apply_shops(database, shops)

    exported = [parse_shop(await export_shop(database, shop.slug)) for shop in shops]

    assert await apply_shops(database, exported) == []


async def test_an_export_shows_what_people_changed(database: Database) -> None:
    await apply_shops(database, [noor()])
    await sql(database, "noor", "UPDATE products SET price_minor = 2000, stock = 'out' WHERE sku = 'cedar'")

    exported = parse_shop(await export_shop(database, "noor"))

    assert (exported.products[0].price, exported.products[0].stock) == ("20.00", "out")
    assert await apply_shops(database, [exported]) == []


async def test_there_is_no_export_of_an_unknown_shop(database: Database) -> None:
    with pytest.raises(NotFound, match="no shop 'nobody'"):
        await export_shop(database, "nobody")


def test_a_document_without_products_is_a_shop_file_too() -> None:
    shop = parse_shop(LUNA)

    again = shop_from(
        shop_data(
            "luna",
            {
                "brand": "Luna",
                "user_id": 200,
                "currency": "USD",
                "chatbots": {"200": {"agent_id": "luna_agent", "name": "Luna"}},
            },
            {},
        ),
        name="luna",
    )

    assert again == shop.model_copy(update={"senders": []})
