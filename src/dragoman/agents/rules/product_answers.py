"""Answers about products: price, stock, offers, pictures, ordering, and what to do when it is unclear which.

A product that is not found is never replaced by another without saying so.
"""

from collections.abc import Sequence

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.faq import faq_like
from dragoman.agents.rules.find import Found, category_in, unexplained, unknown_words
from dragoman.agents.rules.fold import forms, words
from dragoman.agents.rules.lists import list_category, list_products, with_prices
from dragoman.agents.rules.say import (
    Option,
    offers_line,
    price_line,
    product_options,
    say,
    stock_line,
)
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import policy
from dragoman.agents.rules.understand import Clause
from dragoman.base.errors import ChannelRejected
from dragoman.catalogue.model import Product
from dragoman.channels.compose import compose_image
from dragoman.channels.content import OutContent

_LONGEST_GUESS = 8  # words: a longer sentence without a cue is talk, not the name of a product


def product_parts(asked: Sequence[str], clause: Clause, named: Found, scene: Scene) -> list[Part]:
    """The parts for what is ``asked`` about the products ``named``; none when nothing was understood."""
    if named.certainty == "sure":
        if _orders(asked, scene):
            return [order(named.products[:4], scene, several=_several(clause))]
        alone = len(named.products) == 1
        return [about(product, asked, clause, scene, alone=alone) for product in named.products[:4]]
    if category := category_in(scene.index, clause):
        return [list_category(category, scene)]
    own_words = unexplained(scene.index, clause)
    if named.certainty == "none" and (not own_words or clause.points_back) and set(asked) - {"list", "have"}:
        return [_without_name(asked, clause, scene)]
    if told := _told_by_shop(asked, clause, scene):
        return [told]
    if not (asked or own_words) and scene.about is not None and (clause.points_back or clause.rest):
        return [about(scene.about, ["price"], clause, scene)]  # "2 of them?"
    if not asked and len(clause.words) > _LONGEST_GUESS:
        return []
    if named.certainty == "ask":
        return [_which(named.products, scene, asked)]
    talk = not asked and len(clause.words) > 2 and len(clause.rest) < 2
    if named.certainty == "near" and not (talk and not named.whole):
        return [_closest(named.products, scene)]
    if {"list", "have"} & set(asked) and (not own_words or ("list" in asked and len(clause.rest) == 1)):
        return [list_products(scene)]
    return [not_found(scene)] if asked else []


def _told_by_shop(asked: Sequence[str], clause: Clause, scene: Scene) -> Part | None:
    """The shop's own answer to much the same question, or what it says of itself when only it is named."""
    if faq := faq_like(clause, scene):
        return Part("faq", faq.answer)
    only_brand = set(words(scene.brand)) & set(clause.words) and not unexplained(scene.index, clause)
    if only_brand and not asked and scene.shop.about:
        return Part("about", scene.shop.about)
    return None


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


def about(
    product: Product, asked: Sequence[str], clause: Clause, scene: Scene, *, alone: bool = True
) -> Part:
    """One product: its price always, and whatever else was ``asked`` about it.

    ``alone``: no other was named, so a trait that the facts are silent on is asked for.
    """
    language = scene.language
    if _orders(asked, scene):
        return order((product,), scene, several=_several(clause))
    facts = _facts(product, asked, clause, language)
    unknown = alone and _asks_more(product, asked, clause, scene)
    if unknown:
        facts.append(say("detail_check", language))
    text = " ".join(facts)
    if "image" in asked and (picture := _picture(product, text)):
        return Part("image", text, (product,), picture=picture)
    if "image" in asked:
        action = ActionRequest("confirm_fact", f"picture of {product.sku}")
        return Part("image", f"{text} {say('no_image', language)}", (product,), actions=(action,))
    if "stock" in asked and product.stock == "untracked":
        action = ActionRequest("confirm_fact", f"stock of {product.sku}")
        return Part("product", f"{text} {say('stock_check', language)}", (product,), actions=(action,))
    if "want" in asked and product.stock != "out":
        option = Option(f"order:{product.sku}", say("order_button", language))
        question = f"{text} {say('order_offer', language)}"
        return Part("product", question, (product,), (option,), asked="order")
    detail = ActionRequest("confirm_fact", f"detail of {product.sku}")
    return Part("product", text, (product,), actions=(detail,) if unknown else ())


def _picture(product: Product, caption: str) -> tuple[OutContent, ...]:
    """The product's picture with its caption; nothing when there is none, or its address cannot be sent."""
    if product.image_url is None:
        return ()
    try:
        return compose_image(product.image_url, caption)
    except ChannelRejected:
        return ()


def _asks_more(product: Product, asked: Sequence[str], clause: Clause, scene: Scene) -> bool:
    """Whether the question is about a trait of ``product`` that its facts say nothing of: a camera, a colour."""
    if set(asked) - {"details", "price"} or _features_like(product, clause):
        return False
    if _TRAITS & set(clause.words):
        return True
    asks = bool(_ASKING & set(clause.words)) and "price" not in asked
    return asks and bool(unknown_words(scene.index, product, clause))


_ASKING = frozenset(
    words("does do is are can has how what which quel quelle peut fi fih fiha هل شو فيه فيها")
)
_TRAITS = frozenset(
    words(
        """
        color colour colors colours size sizes dimensions weight battery couleur couleurs taille batterie لون الوان
        قياس حجم بطاريه lon alwen batariye ingredients ingredient مكونات"""
    )
)


def _facts(product: Product, asked: Sequence[str], clause: Clause, language: str) -> list[str]:
    """Price, then what was asked for: summary, features that share a word with the question, offers."""
    lines = [price_line(product, language)]
    if "details" in asked and product.summary:
        lines.append(product.summary)
    elif features := _features_like(product, clause):
        lines.append(features)
    offers = offers_line(product, language)
    if "discount" in asked or (offers and "price" in asked and _several(clause)):
        lines.append(offers or say("no_offer", language))
    if told := stock_line(product, language):
        lines.append(told)
    return lines


def _features_like(product: Product, clause: Clause) -> str | None:
    features = product.details.get("features")
    named = {word for text in (product.name, *product.aliases) for word in words(text)}
    said = [clause.words[i] for i in clause.rest if not clause.words[i].isdigit()]
    own = {form for word in said for form in (word, *forms(word))} - named
    if not own or not isinstance(features, list | tuple):
        return None
    like = ", ".join(str(feature) for feature in features if own & _with_forms(str(feature)))
    return f"{like[:1].upper()}{like[1:].rstrip('.')}." if like else None


def _with_forms(text: str) -> set[str]:
    return {form for word in words(text) for form in (word, *forms(word))}


def _several(clause: Clause) -> bool:
    return any(word in _SEVERAL for word in clause.words)


_SEVERAL = frozenset(
    {str(n) for n in range(2, 100)} | set(words("two three four five deux trois اثنين تنين ثلاثه tnen tlete"))
)


def _orders(asked: Sequence[str], scene: Scene) -> bool:
    return "order" in asked or (not asked and scene.asked == "order")


def order(products: Sequence[Product], scene: Scene, *, several: bool = False) -> Part:
    """Names what is to be ordered and its price, and tells the team; taking the order is a person's work.

    ``several``: more than one piece is wanted, so the prices for several are named too.
    """
    language = scene.language
    lines = []
    for product in products:
        lines.append(price_line(product, language))
        if several and (offers := offers_line(product, language)):
            lines.append(offers)
        if product.stock == "out":
            lines.append(say("stock_out", language))
    action = ActionRequest("order", "the customer wants to order " + ", ".join(p.sku for p in products))
    return Part("order", say("order", language, items=" ".join(lines)), tuple(products), actions=(action,))


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
