"""One shop as a document: a tree with one value in each place, wherever it comes from, file or database.

Lists whose entries have an identity (chatbots, senders, questions, products, variants) become mappings by
that identity; amounts are written one way; what is empty is left out. So two documents can be compared place
by place. The slug is not in it: it says which shop the document is of. Nor is stock: a file only seeds it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dragoman.base.money import Money, decimal_text, parse_money
from dragoman.tenants.apply_store import PersonaRow
from dragoman.tenants.entries import ProductEntry, Stocked
from dragoman.tenants.product_store import ProductRow
from dragoman.tenants.shop_file import Shop
from dragoman.tenants.store import ChatbotRow, FaqRow, ProfileRow, SenderRow, TenantRow

Document = dict[str, Any]

IDENTITIES = {"chatbots": "chatbot_id", "senders": "number", "faq": "key", "products": "sku"}
"""The sections that are lists in a file, and the field that tells their entries apart."""

TENANT_FIELDS = ("brand", "user_id", "operator", "country", "currency", "timezone")
_SAME_IN_ROWS = (
    "name",
    "names",
    "aliases",
    "brand",
    "category",
    "summary",
    "summaries",
    "offers",
    "details",
    "image_url",
    "images",
)
EXTRA_SECTIONS = (
    "abouts",
    "hours",
    "search",
    "discounts",
    "notify",
    "order_form",
    "recommendations",
    "stock_policy",
    "templates",
    "locations",
    "map_pins",
    "provinces",
    "open_questions",
)


def document_of(shop: Shop) -> Document:
    """The document that a shop file declares."""
    data = shop.model_dump(mode="json")
    del data["slug"]
    for section, identity in IDENTITIES.items():
        data[section] = {str(entry.pop(identity)): entry for entry in data[section]}
    only_chatbot = shop.chatbots[0].chatbot_id
    for sender in data["senders"].values():
        sender["chatbot"] = sender["chatbot"] or only_chatbot
    _write_amounts_one_way(data["delivery"], ("fee", "free_from"), shop.currency)
    data["delivery"]["areas"] = [_without_blanks(area) for area in data["delivery"]["areas"]]
    for area in data["delivery"]["areas"]:
        _write_amounts_one_way(area, ("fee",), shop.currency)
    for product in data["products"].values():
        _as_document(product, shop.currency)
    data["notify"] = [_without_blanks(target) for target in data["notify"]]
    return _without_blanks(data)


def _as_document(product: Document, currency: str) -> None:
    product["variants"] = {variant.pop("key"): variant for variant in product["variants"]}
    _write_amounts_one_way(product, ("price", "compare_at"), currency)
    product["offers"] = [_without_blanks(offer) for offer in product["offers"]]
    for priced in [*product["variants"].values(), *product["offers"]]:
        _write_amounts_one_way(priced, ("price", "unit_price", "total"), currency)
    for stocked in [product, *product["variants"].values()]:
        del stocked["stock"], stocked["quantity"]


def product_document(entry: ProductEntry, currency: str) -> Document:
    """One product as ``document_of`` has it."""
    product = entry.model_dump(mode="json")
    del product["sku"]
    _as_document(product, currency)
    return _without_blanks(product)


@dataclass(frozen=True, slots=True)
class StockSeed:
    """What a file says is in stock, for what the database does not know yet: of a product and of its variants."""

    stock: str = "untracked"
    quantity: int | None = None
    variants: Mapping[str, "StockSeed"] = field(default_factory=dict)


def stock_of(shop: Shop) -> dict[str, StockSeed]:
    """What the file says is in stock, by sku."""
    return {product.sku: stock_seed(product) for product in shop.products}


def stock_seed(product: ProductEntry) -> StockSeed:
    """What an entry says is in stock."""

    def seed(entry: Stocked) -> StockSeed:
        return StockSeed(entry.stock_seed, entry.quantity)

    variants = {variant.key: seed(variant) for variant in product.variants}
    return replace(seed(product), variants=variants)


def stock_in_rows(rows: Sequence[ProductRow]) -> dict[str, StockSeed]:
    """What the database says is in stock, by sku."""
    return {
        row.sku: StockSeed(
            row.stock,
            row.quantity,
            {each["key"]: StockSeed(each["stock"], each["quantity"]) for each in row.variants},
        )
        for row in rows
    }


def document_from_rows(
    tenant: TenantRow,
    chatbots: Sequence[ChatbotRow],
    senders: Sequence[SenderRow],
    profile: ProfileRow,
    personas: Sequence[PersonaRow],
    products: Sequence[ProductRow],
    faqs: Sequence[FaqRow],
) -> Document:
    """The document that the database holds."""
    speaks = {row.chatbot_id: row for row in personas}
    data: Document = {name: getattr(tenant, name) for name in TENANT_FIELDS}
    data |= {
        "about": profile.about,
        "delivery": profile.delivery,
        "policies": profile.policies,
        **profile.extra,
    }
    data["chatbots"] = {str(row.chatbot_id): _chatbot(row, speaks.get(row.chatbot_id)) for row in chatbots}
    data["senders"] = {row.number: _sender(row) for row in senders}
    data["faq"] = {
        row.faq: {
            "question": row.question,
            "answer": row.answer,
            "answers": row.answers,
            "confirmed": row.confirmed,
        }
        for row in faqs
    }
    data["products"] = {row.sku: _product(row) for row in products}
    return _without_blanks(data)


def _chatbot(row: ChatbotRow, persona: PersonaRow | None) -> Document:
    said = {name: getattr(persona, name) for name in ("persona", "languages", "settings")} if persona else {}
    return {"agent_id": row.agent_id, "name": row.name, **said}


def _sender(row: SenderRow) -> Document:
    return {
        "chatbot": row.chatbot_id,
        "base_url": row.base_url,
        "api_key_env": row.api_key_env,
        "rate_per_second": row.rate_per_second,
        "entity_id": row.entity_id,
        "application_id": row.application_id,
    }


def document_of_row(row: ProductRow) -> Document:
    """One product of the database, as ``document_from_rows`` has it."""
    return _without_blanks(_product(row))


def _product(row: ProductRow) -> Document:
    def text(minor: int | None) -> str | None:
        return None if minor is None else decimal_text(Money(row.currency, minor))

    data: Document = {name: getattr(row, name) for name in _SAME_IN_ROWS}
    data |= {"price": text(row.price_minor), "compare_at": text(row.compare_at_minor)}
    data["variants"] = {
        each["key"]: {
            "title": each["title"],
            "price": text(each["price_minor"]),
            "options": each["options"],
        }
        for each in row.variants
    }
    return data


def shop_data(slug: str, document: Document, stock: Mapping[str, StockSeed]) -> dict[str, Any]:
    """The document in the form of a shop file, with the present stock."""
    data: dict[str, Any] = {"slug": slug, **document}
    for section, identity in IDENTITIES.items():
        data[section] = [{identity: key, **entry} for key, entry in document.get(section, {}).items()]
    for chatbot in data["chatbots"]:
        chatbot["chatbot_id"] = int(chatbot["chatbot_id"])
    for product in data["products"]:
        seed = stock.get(product["sku"], StockSeed())
        product["variants"] = [
            {"key": key, **entry, **_stock_data(seed.variants.get(key, StockSeed()))}
            for key, entry in product.get("variants", {}).items()
        ]
        product |= _stock_data(seed)
    return data


def _stock_data(seed: StockSeed) -> Document:
    return {"stock": seed.stock} if seed.quantity is None else {"quantity": seed.quantity}


# --- the document's sections as rows ------------------------------------------------------------------


def profile_row(document: Document) -> ProfileRow:
    """What the shop says about itself."""
    extra = {section: document[section] for section in EXTRA_SECTIONS if section in document}
    return ProfileRow(
        document.get("about"), document.get("delivery", {}), document.get("policies", {}), extra
    )


def product_values(sku: str, product: Document, *, position: int, currency: str, seed: StockSeed) -> Document:
    """A product's columns."""
    names = ("name", "brand", "category", "summary", "image_url")
    return {
        **{name: product.get(name) for name in names},
        "sku": sku,
        "position": position,
        "names": product.get("names", {}),
        "summaries": product.get("summaries", {}),
        "aliases": product.get("aliases", []),
        "price_minor": parse_money(product["price"], currency).minor,
        "compare_at_minor": _minor(product.get("compare_at"), currency),
        "currency": currency,
        "offers": product.get("offers", []),
        "details": product.get("details", {}),
        "images": product.get("images", []),
        "stock": seed.stock,
        "quantity": seed.quantity,
    }


def variant_values(sku: str, product: Document, *, currency: str, seed: StockSeed) -> list[Document]:
    """The columns of a product's variants."""
    found = []
    for position, (key, variant) in enumerate(product.get("variants", {}).items()):
        own = seed.variants.get(key, StockSeed())
        found.append(
            {
                "sku": sku,
                "variant": key,
                "position": position,
                "title": variant["title"],
                "price_minor": parse_money(variant["price"], currency).minor,
                "options": variant.get("options", {}),
                "stock": own.stock,
                "quantity": own.quantity,
            }
        )
    return found


def faq_values(key: str, faq: Document, *, position: int) -> Document:
    """A question's columns."""
    return {"faq": key, "position": position, "answers": {}, **faq}


def _minor(text: str | None, currency: str) -> int | None:
    return None if text is None else parse_money(text, currency).minor


def _write_amounts_one_way(entry: Document, names: Sequence[str], currency: str) -> None:
    for name in names:
        if entry.get(name) is not None:
            entry[name] = decimal_text(parse_money(entry[name], currency))


def _without_blanks(data: Document) -> Document:
    """Nothing, an empty list and an empty mapping all say the same: left out."""
    kept = {key: _without_blanks(value) if isinstance(value, dict) else value for key, value in data.items()}
    return {key: value for key, value in kept.items() if value is not None and value not in ({}, [])}
