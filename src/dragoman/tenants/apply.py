"""Applying shop files: all of them or none, only what changed, and never over what people changed meanwhile.

The database is the truth. A file is compared with it and with the file that was applied last: a place where
the database differs from both was changed by people, and is replaced only when told to.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from dragoman.base import blobs
from dragoman.base.db import Database, PlatformTx, SharedTx, TenantTx
from dragoman.base.errors import NotFound, Refused
from dragoman.base.ids import TenantId
from dragoman.tenants import apply_store, product_store, store
from dragoman.tenants.difference import Difference, changed_by_people, differences, merged, shown
from dragoman.tenants.document import (
    TENANT_FIELDS,
    Document,
    StockSeed,
    document_from_rows,
    document_of,
    faq_values,
    product_values,
    profile_row,
    shop_data,
    stock_in_rows,
    stock_of,
    variant_values,
)
from dragoman.tenants.shop_file import Shop, dump_shop, shop_from
from dragoman.tenants.store import TenantRow

log = structlog.get_logger()

_SHOWN_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class _Platform:
    """The platform's rows, read once for all shops."""

    tenants: dict[str, TenantRow]
    chatbots: list[store.ChatbotRow]
    senders: list[store.SenderRow]


@dataclass(slots=True)
class _Plan:
    """What becomes of one shop. ``tenant_id`` is ``None`` until the shop exists."""

    slug: str
    tenant_id: TenantId | None
    base: Document | None
    current: Document
    declared: Document
    target: Document
    found: list[Difference]
    stock: dict[str, StockSeed]


async def apply_shops(
    database: Database, shops: Sequence[Shop], *, overwrite: bool = False, dry_run: bool = False
) -> list[Difference]:
    """Makes the database say what ``shops`` declare; the differences, made or (``dry_run``) to be made.

    One transaction. Applying the same again changes nothing. Stock is set for new products only; what people
    added is left alone. Raises ``Refused`` when two shops want the same number or id, when people changed a
    place since the last apply and ``overwrite`` is false, or when a chatbot with conversations would go.
    """
    _refuse_twins(shops)
    async with database.across_tenants() as tx:
        await store.wait_for_turn(tx)
        platform = await _read_platform(tx)
        plans = [await _plan(tx, platform, shop) for shop in shops]
        plans.sort(key=lambda plan: (plan.tenant_id is None, plan.tenant_id or 0))
        _refuse_clashes(plans, platform)
        for plan in plans:
            _refuse_new_currency(plan)
            if not overwrite:
                _refuse_overwriting(plan)
        await _refuse_orphans(tx, plans)
        if not dry_run:
            await _write(tx, plans)
    found = [each for plan in plans for each in plan.found]
    if not dry_run:
        log.info("shops_applied", shops=[plan.slug for plan in plans], differences=len(found))
    return found


async def export_shop(database: Database, slug: str) -> str:
    """The shop as the text of a shop file. Raises ``NotFound``."""
    async with database.across_tenants() as tx:
        platform = await _read_platform(tx)
        if slug not in platform.tenants:
            raise NotFound(f"there is no shop {slug!r}; see: dragoman tenant list")
        inside = await tx.enter(platform.tenants[slug].id)
        document = await _read_document(inside, platform, slug)
        stock = stock_in_rows(await product_store.list_product_rows(inside))
    return dump_shop(shop_from(shop_data(slug, document, stock), name=slug))


# --- reading ------------------------------------------------------------------------------------------


async def _read_platform(tx: PlatformTx) -> _Platform:
    tenants = {row.slug: row for row in await store.list_tenants(tx)}
    return _Platform(tenants, await store.list_chatbots(tx), await store.list_senders(tx))


async def _plan(tx: SharedTx, platform: _Platform, shop: Shop) -> _Plan:
    declared = document_of(shop)
    tenant = platform.tenants.get(shop.slug)
    base: Document | None = None
    current: Document = {}
    if tenant is not None:
        inside = await tx.enter(tenant.id)
        current = await _read_document(inside, platform, shop.slug)
        applied = await apply_store.find_shop_file(inside)
        base = applied.document if applied else None
    found = differences(shop.slug, base, current, declared)
    return _Plan(
        slug=shop.slug,
        tenant_id=tenant.id if tenant else None,
        base=base,
        current=current,
        declared=declared,
        target=merged(current, declared, found),
        found=found,
        stock=stock_of(shop),
    )


async def _read_document(tx: TenantTx, platform: _Platform, slug: str) -> Document:
    tenant = platform.tenants[slug]
    return document_from_rows(
        tenant,
        [row for row in platform.chatbots if row.tenant_id == tenant.id],
        [row for row in platform.senders if row.tenant_id == tenant.id],
        await store.get_profile(tx),
        await apply_store.list_personas(tx),
        await product_store.list_product_rows(tx),
        await store.list_faqs(tx),
    )


# --- refusing -----------------------------------------------------------------------------------------


def _refuse_twins(shops: Sequence[Shop]) -> None:
    slugs = [shop.slug for shop in shops]
    for slug in slugs:
        if slugs.count(slug) > 1:
            raise Refused(f"two of these files declare the shop {slug}")


def _refuse_clashes(plans: Sequence[_Plan], platform: _Platform) -> None:
    """A number, a chatbot_id and a user_id each belong to one shop, in these files and in the database."""
    planned = {plan.slug for plan in plans}
    slug_of = {tenant.id: slug for slug, tenant in platform.tenants.items()}
    owners: dict[tuple[str, str], str] = {}
    for row in platform.senders:
        if slug_of[row.tenant_id] not in planned:
            owners["number", row.number] = slug_of[row.tenant_id]
    # A chatbot_id never moves, not even together with the shop that gives it up: conversations hang on it.
    for chatbot in platform.chatbots:
        owners["chatbot_id", str(chatbot.chatbot_id)] = slug_of[chatbot.tenant_id]
    for slug, tenant in platform.tenants.items():
        owners["user_id", str(tenant.user_id)] = slug
    for plan in plans:
        target = plan.target
        wanted = [("user_id", str(target["user_id"]))]
        wanted += [("chatbot_id", chatbot_id) for chatbot_id in target.get("chatbots", {})]
        wanted += [("number", number) for number in target.get("senders", {})]
        for kind, value in wanted:
            owner = owners.setdefault((kind, value), plan.slug)
            if owner != plan.slug:
                raise Refused(f"the {kind} {value} belongs to {owner}, so {plan.slug} cannot have it too")


def _refuse_new_currency(plan: _Plan) -> None:
    if plan.current and plan.current["currency"] != plan.target["currency"]:
        raise Refused(
            f"{plan.slug}: the currency of a shop cannot change; declare a new shop for the new one"
        )


def _refuse_overwriting(plan: _Plan) -> None:
    if plan.tenant_id is None:
        return
    changed = changed_by_people(plan.base, plan.found)
    if not changed:
        return
    named = "; ".join(
        f"{each.path} (now {shown(each.old)}, in the file {shown(each.new)})"
        for each in changed[:_SHOWN_AT_MOST]
    )
    more = f"; and {len(changed) - _SHOWN_AT_MOST} more" if len(changed) > _SHOWN_AT_MOST else ""
    raise Refused(
        f"{plan.slug}: changed in the database since the file was last applied: {named}{more}. "
        "Put it into the file (dragoman tenant export), or apply with --overwrite to replace it."
    )


async def _refuse_orphans(tx: SharedTx, plans: Sequence[_Plan]) -> None:
    for plan in plans:
        for chatbot_id in _gone(plan, "chatbots"):
            assert plan.tenant_id is not None
            inside = await tx.enter(plan.tenant_id)
            if await apply_store.has_conversations(inside, int(chatbot_id)):
                raise Refused(
                    f"{plan.slug}: chatbot {chatbot_id} has conversations, so it cannot go; "
                    "keep it in the file without a sender, or disable the shop"
                )


# --- writing ------------------------------------------------------------------------------------------


async def _write(tx: SharedTx, plans: Sequence[_Plan]) -> None:
    # Numbers are let go before any is taken, so that one may move between two shops in one apply.
    for plan in plans:
        for number in _gone(plan, "senders"):
            assert plan.tenant_id is not None
            await store.delete_sender(tx, plan.tenant_id, number)
    for plan in plans:
        if plan.found:
            await _write_platform(tx, plan)
        if plan.tenant_id is None or (not plan.found and plan.base == plan.declared):
            continue
        inside = await tx.enter(plan.tenant_id)
        if plan.found:
            await _write_shop(tx, inside, plan)
        if plan.base != plan.declared:
            await apply_store.upsert_shop_file(inside, plan.declared)


async def _write_platform(tx: SharedTx, plan: _Plan) -> None:
    if plan.tenant_id is None:
        plan.tenant_id = await store.insert_tenant(tx, plan.slug, plan.target)
    elif any(plan.current.get(name) != plan.target.get(name) for name in TENANT_FIELDS):
        await store.update_tenant(tx, plan.slug, plan.target)
    for chatbot_id in _changed(plan, "chatbots", ("agent_id", "name")):
        await store.upsert_chatbot(tx, plan.tenant_id, int(chatbot_id), plan.target["chatbots"][chatbot_id])
    for number in _changed(plan, "senders"):
        await store.upsert_sender(tx, plan.tenant_id, number, plan.target["senders"][number])


async def _write_shop(tx: SharedTx, inside: TenantTx, plan: _Plan) -> None:
    profile = profile_row(plan.target)
    if plan.base is None or profile != profile_row(plan.current):
        await apply_store.upsert_profile(inside, profile)
    for chatbot_id in _changed(plan, "chatbots", ("persona", "languages", "settings")):
        await apply_store.upsert_persona(inside, int(chatbot_id), plan.target["chatbots"][chatbot_id])
    for chatbot_id in _gone(plan, "chatbots"):
        await apply_store.delete_persona(inside, int(chatbot_id))
        await store.delete_chatbot(tx, inside.tenant_id, int(chatbot_id))
    await _write_products(inside, plan)
    await _write_faqs(inside, plan)


async def _write_products(tx: TenantTx, plan: _Plan) -> None:
    if gone := _gone(plan, "products"):
        await product_store.deactivate_products(tx, gone)
    changed = _changed_or_moved(plan, "products")
    if not changed:
        return
    products, currency = plan.target["products"], plan.target["currency"]
    await _keep_pictures(tx, plan, changed)
    places = {sku: position for position, sku in enumerate(products)}
    seeds = {sku: plan.stock.get(sku, StockSeed()) for sku in changed}
    await product_store.upsert_products(
        tx,
        [
            product_values(sku, products[sku], position=places[sku], currency=currency, seed=seeds[sku])
            for sku in changed
        ],
        [
            row
            for sku in changed
            for row in variant_values(sku, products[sku], currency=currency, seed=seeds[sku])
        ],
    )


async def _keep_pictures(tx: TenantTx, plan: _Plan, skus: Sequence[str]) -> None:
    """Stored pictures are not forgotten now that products refer to them; one that the shop lacks is refused."""
    products = plan.target["products"]
    wanted = {
        name: sku
        for sku in skus
        for picture in (products[sku].get("image_url"), *products[sku].get("images", ()))
        if picture and (name := blobs.read_address(picture)) is not None
    }
    lost = wanted.keys() - await blobs.keep(tx, wanted)
    if lost:
        raise Refused(
            f"{plan.slug}: {wanted[min(lost)]} refers to the stored picture {blobs.address_of(min(lost))}, which this "
            "shop does not have; add it afterwards with: dragoman catalogue add-image"
        )


async def _write_faqs(tx: TenantTx, plan: _Plan) -> None:
    if gone := _gone(plan, "faq"):
        await apply_store.delete_faqs(tx, gone)
    changed = _changed_or_moved(plan, "faq")
    if changed:
        faqs = plan.target["faq"]
        places = list(faqs)
        await apply_store.upsert_faqs(
            tx, [faq_values(key, faqs[key], position=places.index(key)) for key in changed]
        )


def _gone(plan: _Plan, section: str) -> list[str]:
    target = plan.target.get(section, {})
    return [key for key in plan.current.get(section, {}) if key not in target]


def _changed(plan: _Plan, section: str, fields: Sequence[str] | None = None) -> list[str]:
    """Entries that are new or differ, in these ``fields`` or in any."""
    old, new = plan.current.get(section, {}), plan.target.get(section, {})

    def part(entry: Document) -> Document:
        return entry if fields is None else {name: entry.get(name) for name in fields}

    return [key for key, entry in new.items() if key not in old or part(old[key]) != part(entry)]


def _changed_or_moved(plan: _Plan, section: str) -> list[str]:
    """Entries to be written: once the order changes, all of them, so that positions stay without gaps."""
    old, new = plan.current.get(section, {}), plan.target.get(section, {})
    return list(new) if list(old) != list(new) else _changed(plan, section)
