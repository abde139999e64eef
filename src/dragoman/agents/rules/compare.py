"""Products beside one another: what sets them apart, the cheapest of them, others like one."""

from collections.abc import Sequence

from dragoman.agents.rules.find import category_in
from dragoman.agents.rules.lists import with_prices
from dragoman.agents.rules.say import price_line, product_options, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.understand import Clause
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product

MOST_COMPARED = 4
_MOST_SIMILAR = 3
_MOST_FACTS = 2
_ALL = frozenset(
    words("all both everything كلن كلهم الكل kellon kelon l kel tous toutes 3 three التلاته tlete")
)


def compare(products: Sequence[Product], scene: Scene) -> Part:
    """The price of each and what the shop says of it: facts only, no verdict of ours."""
    lines = [_told(product, scene.language) for product in products[:MOST_COMPARED]]
    return Part("compare", "\n".join(lines), tuple(products[:MOST_COMPARED]))


def _told(product: Product, language: str) -> str:
    told = [price_line(product, language)]
    if product.summary:
        told.append(product.summary)
    for_whom = product.details.get("best_for")
    features = product.details.get("features")
    if isinstance(for_whom, list | tuple) and for_whom:
        told.append(say("best_for", language, needs=say("comma", language).join(map(str, for_whom))))
    elif isinstance(features, list | tuple) and features:
        shown = ", ".join(str(feature) for feature in features[:_MOST_FACTS])
        told.append(f"{shown[:1].upper()}{shown[1:]}.")
    if product.stock == "out":
        told.append(say("stock_out", language))
    return " ".join(told)


def compared(clause: Clause, named: Sequence[Product], scene: Scene) -> tuple[Product, ...]:
    """The products that ``clause`` sets beside one another: those it names, else those spoken of."""
    if len(named) > 1:
        return tuple(named)
    if named and scene.about is not None and scene.about not in named:
        return (scene.about, *named)  # "is it better than the pen?"
    if len(scene.offered) > 1:
        return scene.offered[:MOST_COMPARED]
    few = scene.index.products
    return few if len(few) <= MOST_COMPARED and (_ALL & set(clause.words) or not named) else ()


def extreme(clause: Clause, scene: Scene) -> Product | None:
    """The cheapest, or the most expensive, of those just offered, of the category named, or of all."""
    products: Sequence[Product] = scene.index.products
    if category := category_in(scene.index, clause):
        products = [product for product in products if product.category == category]
    elif len(scene.offered) > 1:
        products = scene.offered
    priced = [product for product in products if product.stock != "out"] or list(products)
    if not priced:
        return None
    if "dearest" in clause.intents:
        return max(priced, key=lambda product: product.price.minor)
    return min(priced, key=lambda product: product.price.minor)


def similar(scene: Scene) -> Part | None:
    """Others of the same category, those with a word of the name in common first; ``None`` when there are none."""
    about = scene.about
    if about is None or about.category is None:
        return None
    own = set(words(about.name))
    others = [
        product
        for product in scene.index.products
        if product.sku != about.sku and product.category == about.category and product.stock != "out"
    ]
    if not others:
        return None
    nearest = sorted(others, key=lambda product: -len(own & set(words(product.name))))[:_MOST_SIMILAR]
    text = with_prices(say("similar", scene.language), nearest, scene)
    return Part("near", text, tuple(nearest), product_options(nearest, scene.language, scene.brand))
