"""Answers about products: price, stock, offers, pictures, ordering, and what to do when it is unclear which.

A product that is not found is never replaced by another without saying so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.faq import faq_like
from dragoman.agents.rules.find import (
    Found,
    category_in,
    category_of,
    of_that_kind,
    speaks_of_most,
    unexplained,
    unknown_words,
)
from dragoman.agents.rules.lexicon import GOODS
from dragoman.agents.rules.lists import list_category, list_products, with_prices
from dragoman.agents.rules.readings import in_english
from dragoman.agents.rules.say import (
    Option,
    category_name,
    offers_line,
    price_line,
    product_options,
    say,
    stock_line,
)
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import policy
from dragoman.agents.rules.traits import asks_trait, facts_on
from dragoman.agents.rules.understand import Clause
from dragoman.base.errors import ChannelRejected
from dragoman.catalogue.fold import forms, words
from dragoman.catalogue.model import Product, sentences_in
from dragoman.channels.compose import compose_image
from dragoman.channels.content import OutContent

_MOST_OF_A_KIND = 10
_LONGEST_GUESS = 8  # words: a longer sentence without a cue is talk, not the name of a product


def product_parts(asked: Sequence[str], clause: Clause, named: Found, scene: Scene) -> list[Part]:
    """The parts for what is ``asked`` about the products ``named``; none when nothing was understood."""
    category = category_in(scene.index, clause)
    if category and not (named.certainty == "sure" and named.whole):
        return [list_category(category, scene)]
    if (
        set(asked) & {"have", "list"}
        and not named.whole
        and not set(asked) - {"have", "list", "want", "price"}
    ):
        several = of_that_kind(scene.index, clause)
        if 1 < len(several) <= _MOST_OF_A_KIND:
            return [
                replace(
                    _which(several, scene, asked),
                    text=with_prices(say("list", scene.language), several, scene),
                )
            ]
    if named.certainty == "sure":
        if _orders(asked, clause, scene):
            return [order(named.products[:4], scene, several=_several(clause))]
        alone = len(named.products) == 1
        return [about(product, asked, clause, scene, alone=alone) for product in named.products[:4]]
    return _not_sure(asked, clause, named, scene)


def _not_sure(asked: Sequence[str], clause: Clause, named: Found, scene: Scene) -> list[Part]:
    """What is said where it is not settled which product is meant."""
    own_words = unexplained(scene.index, clause)
    if _trait_of_the_one(asked, clause, named, scene) and scene.about is not None:
        return [about(scene.about, ["details"], clause, scene)]
    unsure = named.certainty == "none" or (named.certainty == "near" and not named.whole and not asked)
    if unsure and (told := _of_what_was_before(asked, own_words, clause, scene)):
        return told
    if told_by_shop := _told_by_shop(asked, clause, scene):
        return [told_by_shop]
    if not asked and scene.about is None and clause.words[0] in _YES_OR_NO and _IT & set(clause.words):
        return [_prompt("which_product", scene)]  # "is it vegan?"
    if not asked and len(clause.words) > _LONGEST_GUESS:
        return []
    return _which_or_closest(asked, own_words, clause, named, scene)


def _which_or_closest(
    asked: Sequence[str], own_words: bool, clause: Clause, named: Found, scene: Scene
) -> list[Part]:
    """Asks back, or shows the nearest there is, or says that it is not sold here."""
    vague = named.certainty == "near" and not named.whole
    if "list" in asked and (vague or speaks_of_most(scene.index, clause)):
        return [list_products(scene)]
    if named.certainty == "near" and not named.whole and _wants_other_goods(asked, named, clause, scene):
        return [not_found(clause, scene)]
    if named.certainty == "ask":
        return [_which(named.products, scene, asked)]
    talk = not asked and len(clause.words) > 2 and len(clause.rest) < 2
    if named.certainty == "near" and not (talk and not named.whole):
        return [_closest(named.products, scene)]
    return _nothing_like_it(asked, own_words, clause, scene)


def _trait_of_the_one(asked: Sequence[str], clause: Clause, named: Found, scene: Scene) -> bool:
    """Whether a trait is asked of the product spoken of: "how big is the bottle?", "its weight?" """
    if scene.about is None or named.certainty == "sure" or named.whole:
        return False
    if named.certainty == "none" and len(clause.words) <= _SHORT and set(asked) <= {"details", "price"}:
        return asks_trait(clause.words)
    return set(asked) <= {"details"} and bool(facts_on(scene.about, clause.words, scene.language))


_SHORT = 4  # words: a longer question may be about something else


def _wants_other_goods(asked: Sequence[str], named: Found, clause: Clause, scene: Scene) -> bool:
    """Whether something is asked for that the shop's products only speak of: shoes, where a foam cleans them."""
    said = [clause.words[i] for i in clause.rest]
    goods = any((form,) in GOODS for word in said for form in (word, *forms(word)))
    names = {word for product in named.products for text in _names(product) for word in words(text)}
    met = any({word, *forms(word), *in_english(word)} & names for word in said)
    other = any(word in _CONSOLES and word not in names for word in said)  # a remote is no "ps5 controller"
    return other or (not met and (goods or ("have" in asked and len(said) == 1)))


_CONSOLES = frozenset(words("ps5 ps4 ps3 playstation xbox nintendo بلايستيشن اكسبوكس"))


def _names(product: Product) -> tuple[str, ...]:
    return (product.name, *product.names.values(), *product.aliases)


def _nothing_like_it(asked: Sequence[str], own_words: bool, clause: Clause, scene: Scene) -> list[Part]:
    """What is said where no product comes near: what there is, where that was asked, else that it is not here."""
    for_all = {"list", "have"} & set(asked) and not own_words
    narrowed = "list" in asked and len(clause.rest) == 1
    wished = "want" in asked and speaks_of_most(scene.index, clause)
    if "suggest" in asked or for_all or narrowed or wished:
        return [list_products(scene)]
    if "discount" in asked and "price" not in asked:
        return [_discount(clause, scene)]
    return [not_found(clause, scene)] if asked else []


def _of_what_was_before(asked: Sequence[str], own_words: bool, clause: Clause, scene: Scene) -> list[Part]:
    """What is asked without naming a product; none when it is not about the one spoken of."""
    lists = {"list", "suggest"} if clause.points_back else {"list", "suggest", "have"}
    wishes = set(asked) == {"want"} and own_words and scene.about is None
    if (not own_words or clause.points_back) and set(asked) - lists and not wishes:
        return [_without_name(asked, clause, scene)]
    if asked:
        return []
    question = clause.asks or clause.words[0] in _OPENERS
    asks = _says(clause, _TRAITS) or (question and len(clause.words) <= _LONGEST_GUESS)
    if scene.about is not None and _several(clause) and not own_words:
        return [about(scene.about, ["price"], clause, scene)]  # "2 of them?"
    if scene.about is not None and (asks or (not own_words and (clause.points_back or clause.rest))):
        return [about(scene.about, [], clause, scene)]  # "how long is the cable?"
    return []


_YES_OR_NO = frozenset(words("does do is are can has will هل est peut"))
_OPENERS = _YES_OR_NO | {"how"}


def _says(clause: Clause, known: frozenset[str]) -> bool:
    return any(form in known for word in clause.words for form in (word, *forms(word)))


def _told_by_shop(asked: Sequence[str], clause: Clause, scene: Scene) -> Part | None:
    """The shop's own answer to much the same question, or what it says of itself when only it is named."""
    if faq := faq_like(clause, scene):
        return Part("faq", faq.answer_in(scene.language))
    only_brand = set(words(scene.brand)) & set(clause.words) and not unexplained(scene.index, clause)
    if only_brand and not asked and scene.shop.about:
        return Part("about", scene.shop.about_in(scene.language) or "")
    return None


def _without_name(asked: Sequence[str], clause: Clause, scene: Scene) -> Part:
    """A question about a product that is not named: the one spoken of, else a question back."""
    if scene.about is not None:
        return about(scene.about, asked, clause, scene)
    if "discount" in asked:
        return _discount(clause, scene)
    if len(scene.offered) > 1 and clause.points_back:
        return _which(scene.offered, scene, asked)
    if "order" in asked:
        return _prompt("order_what", scene, asked="order")
    return _prompt("price_of_what" if "price" in asked else "which_product", scene)


def _discount(clause: Clause, scene: Scene) -> Part:
    if "discounts" in scene.shop.policies:
        return policy("discounts", clause, scene)
    return Part("discount", say("offer_what", scene.language), asks=True)


def about(
    product: Product, asked: Sequence[str], clause: Clause, scene: Scene, *, alone: bool = True
) -> Part:
    """One product: its price always, and whatever else was ``asked`` about it.

    ``alone``: no other was named, so a trait that the facts are silent on is asked for.
    """
    if _orders(asked, clause, scene):
        return order((product,), scene, several=_several(clause))
    part = _about(product, asked, clause, scene, alone=alone)
    if "discount" not in asked or product.offers:
        return part
    better = ActionRequest("discount", f"the customer asks for a better price: {product.sku}")
    return replace(part, actions=(*part.actions, better))


def _about(product: Product, asked: Sequence[str], clause: Clause, scene: Scene, *, alone: bool) -> Part:
    language = scene.language
    facts = _facts(product, asked, clause, language)
    unknown = alone and _asks_more(product, asked, clause, scene)
    if unknown:
        facts.append(say("detail_check", language))
    if scene.sentences is not None and len(facts) > scene.sentences and "stock" not in asked:
        # The shop wants it short: that it is in stock is the least of it.
        facts = [fact for fact in facts if fact != say("stock_in", language)]
    text = " ".join(facts)
    if "image" in asked and (picture := _pictures(product, text, scene)):
        return Part("image", text, (product,), picture=picture)
    if "image" in asked:
        action = ActionRequest("confirm_fact", f"picture of {product.sku}")
        return Part("image", f"{text} {say('no_image', language)}", (product,), actions=(action,))
    if "stock" in asked and product.stock == "untracked":
        action = ActionRequest("confirm_fact", f"stock of {product.sku}")
        return Part("product", f"{text} {say('stock_check', language)}", (product,), actions=(action,))
    wants = "want" in asked or (not asked and not clause.asks and scene.asked == "want")
    if wants and product.stock != "out":
        option = Option(f"order:{product.sku}", say("order_button", language))
        question = f"{text} {say('order_offer', language)}"
        return Part("product", question, (product,), (option,), asked="agree")
    detail = ActionRequest("confirm_fact", f"detail of {product.sku}")
    # What comes into focus is seen once; further pictures are for who asks.
    seen = () if not alone or product.sku in scene.shown else _picture(product, text)
    return Part("product", text, (product,), picture=seen, actions=(detail,) if unknown else ())


_MOST_PICTURES = 3


def _pictures(product: Product, caption: str, scene: Scene) -> tuple[OutContent, ...]:
    """The product's picture with its caption; once it was seen, its further ones."""
    if product.sku not in scene.shown or not product.images:
        return _picture(product, caption)
    further = [replace(product, image_url=url) for url in product.images[:_MOST_PICTURES]]
    first, *rest = further
    return (*_picture(first, caption), *(shown for other in rest for shown in _picture(other, None)))


def _picture(product: Product, caption: str | None) -> tuple[OutContent, ...]:
    """The product's picture with its caption; nothing when there is none, or its address cannot be sent."""
    if product.image_url is None:
        return ()
    try:
        return compose_image(product.image_url, caption)
    except ChannelRejected:
        return ()


def _asks_more(product: Product, asked: Sequence[str], clause: Clause, scene: Scene) -> bool:
    """Whether the question is about a trait of ``product`` that its facts say nothing of: a camera, a colour."""
    if set(asked) - {"details", "price", "have"} or features_like(product, clause, "en"):
        return False
    if _says(clause, _TRAITS) or asks_trait(clause.words[i] for i in clause.rest):
        return True
    asks = "have" in asked or ((clause.asks or _says(clause, _ASKING)) and "price" not in asked)
    return asks and bool(unknown_words(scene.index, product, clause))


_ASKING = frozenset(
    words("does do is are can has how what which quel quelle peut fi fih fiha هل شو فيه فيها")
)
_IT = frozenset({"it", "them"})
_TRAITS = frozenset(
    words(
        """
        color colour colors colours size sizes dimensions weight battery couleur couleurs taille batterie لون الوان
        قياس حجم بطاريه كهربا lon lono lona alwen batariye batteriye kahraba ingredients ingredient مكونات
        last lasts بيضل بيدوم bidal bidall byedoum"""
    )
)


def _facts(product: Product, asked: Sequence[str], clause: Clause, language: str) -> list[str]:
    """Price, then what was asked for: summary, features that share a word with the question, offers."""
    lines = [price_line(product, language)]
    features, summary = features_like(product, clause, language), product.summary_in(language)
    if features:
        lines.append(features)
    elif summary and ("details" in asked or _in_summary(product, clause)):
        lines.append(summary)
    offers = offers_line(product, language)
    if "discount" in asked or (offers and "price" in asked and _several(clause)):
        lines.append(offers or say("no_offer", language))
    if told := stock_line(product, language):
        lines.append(told)
    return lines


def features_like(product: Product, clause: Clause, language: str) -> str | None:
    """What the product's facts say of what ``clause`` asks: a trait, or a word that they share with it."""
    told = facts_on(product, clause.words, language)
    own = {word for said in _beyond_the_name(product, clause) for word in (said, *in_english(said))}
    features = sentences_in(product.details.get("features"), language)
    if own and isinstance(product.details.get("features"), list | tuple | Mapping):
        told += [feature for known_by, feature in features if own & _with_forms(known_by)]
    like = say("comma", language).join(dict.fromkeys(told))
    return f"{like[:1].upper()}{like[1:].rstrip('.')}." if like else None


def _in_summary(product: Product, clause: Clause) -> bool:
    """Whether it is asked for something that the summary speaks of: "does it have internet?" """
    return _says(clause, _ASKING) and bool(
        _beyond_the_name(product, clause) & _with_forms(product.summary or "")
    )


def _beyond_the_name(product: Product, clause: Clause) -> set[str]:
    named = {word for text in (product.name, *product.aliases) for word in words(text)}
    said = [clause.words[i] for i in clause.rest if not clause.words[i].isdigit()]
    return {form for word in said for form in (word, *forms(word))} - named


def _with_forms(text: str) -> set[str]:
    return {form for word in words(text) for form in (word, *forms(word))}


def _several(clause: Clause) -> bool:
    return any(word in _SEVERAL for word in clause.words)


_SEVERAL = frozenset(
    {str(n) for n in range(2, 100)}
    | set(
        words(
            """
            two three four five six deux trois quatre cinq six اثنين اتنين تنين تنتين ثلاثه تلاته تلات اربعه
            خمسه tnen tnein tnten tlete tleteh arb3a khamse"""
        )
    )
)


def _orders(asked: Sequence[str], clause: Clause, scene: Scene) -> bool:
    """Whether it is ordered: said so, or named as the answer to "which would you like to order?"."""
    named_only = not asked and not clause.asks and not _says(clause, _ASKING)
    return "order" in asked or (named_only and scene.asked == "order")


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
    text = say("order", language, items=" ".join(lines))
    return Part("order", text, tuple(products), actions=(action,), several=several)


def _which(products: Sequence[Product], scene: Scene, asked: Sequence[str]) -> Part:
    text = with_prices(say("which", scene.language), products, scene)
    options = product_options(products, scene.language, scene.brand)
    return Part("which", text, tuple(products), options, asked="order" if "order" in asked else None)


def _closest(products: Sequence[Product], scene: Scene) -> Part:
    text = with_prices(say("near", scene.language), products, scene)
    return Part("near", text, tuple(products), product_options(products, scene.language, scene.brand))


def not_found(clause: Clause, scene: Scene) -> Part:
    """Says so, and shows what there is: the category that such a thing would be in, where there is one."""
    language = scene.language
    wanted = {GOODS[(form,)] for word in clause.words for form in (word, *forms(word)) if (form,) in GOODS}
    goods = next((p.category for p in scene.index.products if p.category and p.category in wanted), None)
    own = (clause.words[i] for i in clause.rest)
    closest = goods or next((c for word in own if (c := category_of(scene.index, word))), None)
    if closest is not None:
        text = say("closest_category", language, category=category_name(closest, language))
        return Part("not_found", text, options=list_category(closest, scene).options)
    return Part("not_found", say("not_found", language), options=list_products(scene).options)


def _prompt(key: str, scene: Scene, *, asked: str | None = None) -> Part:
    whole = list_products(scene)
    text = with_prices(say(key, scene.language), scene.index.products, scene)
    return Part("prompt", text, options=whole.options, asks=True, asked=asked)
