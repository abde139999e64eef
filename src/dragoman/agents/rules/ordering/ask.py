"""The questions of an order: each short, in the shop's own words where it has some, with something to tap. Pure."""

from collections.abc import Iterable, Sequence

from dragoman.agents.rules.lists import with_prices
from dragoman.agents.rules.ordering.details import group_of, next_fields
from dragoman.agents.rules.ordering.state import CHANGE, CONFIRM, VARIANT, Cart
from dragoman.agents.rules.ordering.wording import field_name, tell
from dragoman.agents.rules.say import Option, bold_name, plain, product_options
from dragoman.agents.rules.scene import Scene
from dragoman.base.money import format_money
from dragoman.catalogue.model import Product
from dragoman.orders.model import OrderForm

Question = tuple[str, tuple[Option, ...]]


def ask_again(cart: Cart, form: OrderForm, scene: Scene) -> Question:
    """The question that is still open."""
    match cart.asked:
        case "confirm":
            return ask_to_confirm(scene.language)
        case "change":
            return tell("change", scene.language), ()
        case "variant" | "quantity" if product := product_of(cart.choosing, scene):
            return ask_variant(product, scene) if cart.asked == VARIANT else ask_quantity(product, scene)
        case "which":
            return ask_which(pending_products(cart, scene), scene)
        case _:
            return ask_for_fields(cart, form, scene), ()


def ask_to_confirm(language: str) -> Question:
    """The question that a yes to orders."""
    options = tuple(
        Option(f"ordering:{choice}", tell(f"{choice}_button", language))
        for choice in (CONFIRM, CHANGE, "cancel")
    )
    return tell("confirm", language), options


def ask_for_fields(cart: Cart, form: OrderForm, scene: Scene) -> str:
    """One question for the fields that come next: in the shop's words, where all that they ask for is missing."""
    wanted = next_fields(form, cart.details)
    language = scene.language
    if not wanted:
        return tell("confirm", language)
    group = group_of(wanted[0])
    own = next((q for f in form.fields if f.name in wanted and (q := f.question.get(language))), None)
    asks_for_all = not any(group_of(f.name) == group and cart.details.get(f.name) for f in form.fields)
    if own and asks_for_all:
        return own
    return _own_question(group, wanted, cart, language)


def _own_question(group: str, wanted: Sequence[str], cart: Cart, language: str) -> str:
    match group:
        case "name" if wanted == ("last_name",):
            return tell("last_name", language, first=cart.details.get("first_name", ""))
        case "name":
            return tell("name" if "first_name" in wanted or "last_name" in wanted else "whole_name", language)
        case "phone":
            return tell("phone", language)
        case "address" if wanted == ("city",):
            return tell("city", language)
        case "address" if "city" not in wanted and cart.details.get("city"):
            return tell("street", language, city=cart.details["city"])
        case "address":
            return tell("address", language)
        case _:
            return tell("field", language, name=field_name(group, language))


def ask_variant(product: Product, scene: Scene) -> Question:
    """Which variant; each with its price to tap on."""
    options = tuple(
        Option(f"variant:{v.key}", plain(v.title), format_money(v.price)) for v in product.variants
    )
    name = bold_name(product, scene.language)
    listed = tell("comma", scene.language).join(
        f"{plain(v.title)} {format_money(v.price)}" for v in product.variants
    )
    return f"{tell('variant', scene.language, name=name)} {listed}", options


def ask_quantity(product: Product, scene: Scene) -> Question:
    """How many."""
    return tell("quantity", scene.language, name=bold_name(product, scene.language)), ()


def ask_which(products: Sequence[Product], scene: Scene) -> Question:
    """Which of several products; each with its price to tap on."""
    text = with_prices(tell("which_first", scene.language), products, scene)
    return text, product_options(products, scene.language, scene.brand)


def pending_products(cart: Cart, scene: Scene) -> tuple[Product, ...]:
    """The products of which one is to be chosen next."""
    return products_of(cart.pending[0].skus if cart.pending else (), scene)


def products_of(skus: Iterable[str], scene: Scene) -> tuple[Product, ...]:
    """The products on sale with these skus, each once."""
    return tuple(p for sku in dict.fromkeys(skus) if (p := product_of(sku, scene)) is not None)


def product_of(sku: str | None, scene: Scene) -> Product | None:
    """The product on sale with this sku."""
    return next((product for product in scene.index.products if product.sku == sku), None)
