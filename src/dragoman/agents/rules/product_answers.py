"""Answers about products: price, stock, offers, pictures, ordering, and what to do when it is unclear which.

A product that is not found is never replaced by another without saying so.
"""

from collections.abc import Sequence

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.faq import faq_like
from dragoman.agents.rules.find import Found, category_in, unexplained
from dragoman.agents.rules.fold import words
from dragoman.agents.rules.lists import list_category, list_products, with_prices
from dragoman.agents.rules.say import (
    CAPTION,
    Option,
    offers_line,
    price_line,
    product_options,
    say,
    stock_line,
)
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import check, policy
from dragoman.agents.rules.understand import Clause
from dragoman.catalogue.model import Product
from dragoman.channels.base import ImageOut

_LONGEST_GUESS = 8  # words: a longer sentence without a cue is talk, not the name of a product


def product_parts(asked: Sequence[str], clause: Clause, named: Found, scene: Scene) -> list[Part]:
    """The parts for what is ``asked`` about the products ``named``; none when nothing was understood."""
    own_words = unexplained(scene.index, clause)
    if named.certainty == "sure":
        if _orders(asked, scene):
            return [order(named.products[:4], scene)]
        return [about(product, asked, clause, scene) for product in named.products[:4]]
    if category := category_in(scene.index, clause):
        return [list_category(category, scene)]
    if named.certainty == "none" and (not own_words or clause.points_back) and set(asked) - {"list", "have"}:
        return [_without_name(asked, clause, scene)]
    if not asked and (faq := faq_like(clause, scene)):
        return [Part("faq", faq.answer)]
    if not asked and len(clause.words) > _LONGEST_GUESS:
        return []
    match named.certainty:
        case "ask":
            return [_which(named.products, scene, asked)]
        case "near":
            return [_closest(named.products, scene)]
    if not own_words and {"list", "have"} & set(asked):
        return [list_products(scene)]
    if "list" in asked and len(clause.rest) <= 1:
        return [list_products(scene)]
    if faq := faq_like(clause, scene):
        return [Part("faq", faq.answer)]
    return [not_found(scene)] if asked else []


def _without_name(asked: Sequence[str], clause: Clause, scene: Scene) -> Part:
    """A question about a product that is not named: the one spoken of, else a question back."""
    if scene.about is not None:
        return about(scene.about, asked, clause, scene)
    if "discount" in asked:
        if "discounts" in scene.shop.policies:
            return policy("discounts", clause, scene)
        return Part("discount", say("offer_what", scene.language), asks=True)
    if "order" in asked:
        return _prompt("order_what", scene, asked="order")
    return _prompt("price_of_what" if "price" in asked else "which_product", scene)


def about(product: Product, asked: Sequence[str], clause: Clause, scene: Scene) -> Part:
    """One product: its price always, and whatever else was ``asked`` about it."""
    language = scene.language
    if _orders(asked, scene):
        return order((product,), scene)
    if "image" in asked and product.image_url is None:
        unknown = check("image", scene)
        return Part(
            "image", f"{price_line(product, language)} {unknown.text}", (product,), actions=unknown.actions
        )
    lines = [price_line(product, language)]
    actions: tuple[ActionRequest, ...] = ()
    offers = offers_line(product, language)
    if "discount" in asked or (
        offers and "price" in asked and any(word in _SEVERAL for word in clause.words)
    ):
        lines.append(offers or say("no_offer", language))
    if told := stock_line(product, language):
        lines.append(told)
    elif "stock" in asked:
        lines.append(say("stock_check", language))
        actions = (ActionRequest("confirm_fact", f"stock of {product.sku}"),)
    if "details" in asked and product.summary:
        lines.insert(1, product.summary)
    text = " ".join(lines)
    if "image" in asked and product.image_url is not None:
        return Part(
            "image", text, (product,), image=ImageOut(product.image_url, text[:CAPTION]), actions=actions
        )
    if "want" in asked and product.stock != "out":
        option = Option(f"order:{product.sku}", say("order_button", language))
        question = say("order_offer", language)
        return Part("product", f"{text} {question}", (product,), (option,), actions=actions, asked="order")
    return Part("product", text, (product,), actions=actions)


_SEVERAL = frozenset(
    {str(n) for n in range(2, 100)} | set(words("two three four five deux trois اثنين تنين ثلاثه tnen tlete"))
)


def _orders(asked: Sequence[str], scene: Scene) -> bool:
    return "order" in asked or (not asked and scene.asked == "order")


def order(products: Sequence[Product], scene: Scene) -> Part:
    """Names what is to be ordered and its price, and tells the team; taking the order is a person's work."""
    lines = [price_line(product, scene.language) for product in products]
    lines.extend(
        told
        for product in products
        if product.stock == "out" and (told := stock_line(product, scene.language))
    )
    action = ActionRequest("order", "the customer wants to order " + ", ".join(p.sku for p in products))
    text = say("order", scene.language, items=" ".join(lines))
    return Part("order", text, tuple(products), actions=(action,))


def _which(products: Sequence[Product], scene: Scene, asked: Sequence[str]) -> Part:
    text = with_prices(say("which", scene.language), products, scene)
    options = product_options(products, scene.language, scene.brand)
    return Part("which", text, tuple(products), options, asked="order" if "order" in asked else None)


def _closest(products: Sequence[Product], scene: Scene) -> Part:
    text = with_prices(say("near", scene.language), products, scene)
    return Part("near", text, tuple(products), product_options(products, scene.language, scene.brand))


def not_found(scene: Scene) -> Part:
    """Says so, and shows what there is."""
    whole = list_products(scene)
    return Part("not_found", say("not_found", scene.language), options=whole.options)


def _prompt(key: str, scene: Scene, *, asked: str | None = None) -> Part:
    whole = list_products(scene)
    text = with_prices(say(key, scene.language), scene.index.products, scene)
    return Part("prompt", text, options=whole.options, asks=True, asked=asked)
