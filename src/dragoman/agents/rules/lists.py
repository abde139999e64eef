"""Lists to tap: all products, the categories, one category, a page at a time."""

from collections.abc import Sequence

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.say import MOST_ROWS, Option, category_name, price_line, product_options, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.catalogue.model import Product


def list_products(scene: Scene, start: int = 0) -> Part:
    """All products when they fit one list, else the categories; from number ``start`` on."""
    products = scene.index.products
    if not products:
        action = ActionRequest("confirm_fact", "the product list is empty")
        return Part("list", say("list_empty", scene.language), actions=(action,))
    categories = list(dict.fromkeys(p.category for p in products if p.category))
    if len(products) <= MOST_ROWS:
        text = with_prices(say("list", scene.language), products, scene)
        return Part("list", text, options=product_options(products, scene.language, scene.brand))
    if not categories:
        return _page("all", products, scene, start, say("list", scene.language))
    options = [Option(f"category:{key}", category_name(key, scene.language)) for key in categories]
    if any(p.category is None for p in products):
        options.append(Option("category:", say("others", scene.language)))
    shown = _paged(options, "categories", start, scene.language)
    return Part("list", say("list_categories", scene.language), options=shown)


def list_category(category: str, scene: Scene, start: int = 0) -> Part:
    """The products of one category (``""``: of none), from number ``start`` on."""
    products = [p for p in scene.index.products if (p.category or "") == category]
    if not products:
        return list_products(scene)
    name = category_name(category, scene.language) if category else say("others", scene.language)
    return _page(
        f"category:{category}", products, scene, start, say("in_category", scene.language, category=name)
    )


def _page(key: str, products: Sequence[Product], scene: Scene, start: int, title: str) -> Part:
    options = _paged(product_options(products, scene.language, scene.brand), key, start, scene.language)
    text = with_prices(title, products, scene)
    return Part("list", text, options=options)


def _paged(options: Sequence[Option], key: str, start: int, language: str) -> tuple[Option, ...]:
    """The options from ``start`` that fit one list, the last row leading on when there are more."""
    left = options[start:] or options
    if len(left) <= MOST_ROWS:
        return tuple(left)
    following = Option(f"more:{start + MOST_ROWS - 1}:{key}", say("more", language))
    return (*left[: MOST_ROWS - 1], following)


def with_prices(text: str, products: Sequence[Product], scene: Scene) -> str:
    """``text`` and a line a product; more than five are left to the list that follows: it shows prices."""
    if len(products) > 5:
        return text
    return "\n".join([text, *(f"• {price_line(product, scene.language)}" for product in products)])
