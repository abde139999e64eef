"""Products beside one another: what sets them apart, the cheapest of them, others like one."""

from collections.abc import Sequence

from dragoman.agents.rules.find import Found, category_in, category_of
from dragoman.agents.rules.lists import with_prices
from dragoman.agents.rules.narrow import each_named
from dragoman.agents.rules.readings import in_english
from dragoman.agents.rules.say import MOST_ROWS, price_line, product_options, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.stopwords import GENERIC, STOP_WORDS
from dragoman.agents.rules.understand import Clause
from dragoman.base.money import parse_money
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product, said_in

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
    if summary := product.summary_in(language):
        told.append(summary)
    for_whom, features = (said_in(product.details.get(topic), language) for topic in ("best_for", "features"))
    if isinstance(for_whom, list | tuple) and for_whom:
        told.append(say("best_for", language, needs=say("comma", language).join(map(str, for_whom))))
    elif isinstance(features, list | tuple) and features:
        shown = say("comma", language).join(str(feature) for feature in features[:_MOST_FACTS])
        told.append(f"{shown[:1].upper()}{shown[1:]}.")
    if product.stock == "out":
        told.append(say("stock_out", language))
    return " ".join(told)


def compared(clause: Clause, named: Found, scene: Scene) -> tuple[Product, ...]:
    """The products that ``clause`` sets beside one another: those it names, else those spoken of."""
    sure = named.products if named.certainty == "sure" else ()
    if len(sure) > 1:
        return sure
    each = each_named(scene.index, clause)
    if 1 < len(each) <= MOST_COMPARED:
        return each
    if named.certainty in {"ask", "near"} and 1 < len(named.products) <= MOST_COMPARED:
        return named.products
    if sure and scene.about is not None and scene.about not in sure:
        return (scene.about, *sure)  # "is it better than the pen?"
    if 1 < len(alike := _alike(clause, scene)) <= MOST_COMPARED:
        return alike  # "which mop is better?"
    if len(scene.offered) > 1:
        return scene.offered[:MOST_COMPARED]
    few = scene.index.products
    return few if len(few) <= MOST_COMPARED and (_ALL & set(clause.words) or not sure) else ()


def _alike(clause: Clause, scene: Scene) -> tuple[Product, ...]:
    """The products whose names bear what a word of ``clause`` is called in English."""
    meant = frozenset[str]().union(*(in_english(clause.words[i]) for i in clause.rest))
    pairs = zip(scene.index.products, scene.index.named, strict=True)
    return tuple(product for product, names in pairs if meant & names)


def extreme(clause: Clause, named: Found, scene: Scene) -> Product | None:
    """The cheapest, or the most expensive, of those named, of the category, of those just offered, or of all."""
    priced = _in_stock(_meant(clause, named, scene))
    if not priced:
        return None
    if "dearest" in clause.intents:
        return max(priced, key=lambda product: product.price.minor)
    return min(priced, key=lambda product: product.price.minor)


def _meant(clause: Clause, named: Found, scene: Scene) -> Sequence[Product]:
    if category := category_in(scene.index, clause):
        return [product for product in scene.index.products if product.category == category]
    if len(named.products) > 1 and clause.rest:
        return named.products
    if scene.about is not None and not _OF_ALL & set(clause.words):
        return _of_its_kind(scene.about, scene)
    return scene.offered if len(scene.offered) > 1 else scene.index.products


_OF_ALL = frozenset(
    words(
        "all everything anything thing shop store tout tous magasin boutique products produits كل عندكن عندكم"
    )
)


def _of_its_kind(about: Product, scene: Scene) -> Sequence[Product]:
    """What the cheapest is of, once a product was spoken of: those offered beside it, else those called alike."""
    if about in scene.offered and len(scene.offered) > 1:
        return scene.offered
    own = set(words(about.name)) - GENERIC - STOP_WORDS
    pairs = zip(scene.index.products, scene.index.named, strict=True)
    alike = [
        p
        for p, names in pairs
        if p.category == about.category and own & names and not _is_number(own & names)
    ]
    if len(alike) > 1:
        return alike
    return scene.offered if len(scene.offered) > 1 else scene.index.products


def _is_number(shared: set[str]) -> bool:
    return all(word.isdigit() for word in shared)


def _in_stock(products: Sequence[Product]) -> Sequence[Product]:
    return [product for product in products if product.stock != "out"] or products


def within_budget(clause: Clause, scene: Scene) -> Part | None:
    """What there is for at most an amount: "something under 10 dollars"; ``None`` when no amount is set."""
    most = _budget(clause.words)
    if most is None:
        return None
    products: Sequence[Product] = scene.index.products
    if category := next((c for word in clause.words if (c := category_of(scene.index, word))), None):
        products = [product for product in products if product.category == category]
    cheap = sorted(
        (product for product in products if _at_most(product, most) and product.stock != "out"),
        key=lambda product: -product.price.minor,
    )[:MOST_ROWS]
    if not cheap:
        return None
    text = with_prices(say("within_budget", scene.language), cheap, scene)
    return Part("list", text, options=product_options(cheap, scene.language, scene.brand))


def _at_most(product: Product, amount: int) -> bool:
    return product.price <= parse_money(amount, product.price.currency)


def _budget(said: Sequence[str]) -> int | None:
    for i, word in enumerate(said[:-1]):
        if word in _UNDER:
            after = [other for other in said[i + 1 : i + 4] if other.isdigit()]
            if after:
                return int(after[0])
    return None


_UNDER = frozenset(
    words("under below less maximum max budget moins sous لاقل اقل تحت بحدود 2a2al a2al ta7t be7doud")
)


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
