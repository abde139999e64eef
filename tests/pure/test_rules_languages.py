"""What the shop's file says in three languages is said in the customer's own, and nothing of it changes on the way."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from tests.support.agents import ShopInTest, example_shop, text_of

from dragoman.agents.gate import Gate, hear
from dragoman.catalogue.model import Product, said_in, sentences_in

SHOPS = [example_shop("astrosouks"), example_shop("ecla")]
EACH = [(shop, product) for shop in SHOPS for product in shop.tools.products]
ASKED = {
    "ar": ("شو هو {name}؟", "كيف بستعمل {name}؟", "شو مواصفات {name}؟", "بدي اطلب {name}"),
    "fr": (
        "c'est quoi {name} ?",
        "comment utiliser {name} ?",
        "les détails de {name}",
        "je veux commander {name}",
    ),
}
_LATIN_WORDS = re.compile(r"[A-Za-z][A-Za-z'-]*(?:[ ,.;:]+[A-Za-z'-]+){2,}")


def english_of(shop: ShopInTest) -> set[str]:
    """Every English sentence of the shop that has a translation."""

    def of(told: Any) -> Iterator[str]:
        yield from (text for _, text in sentences_in(told, "en"))

    found = set()
    for product in shop.tools.products:
        found.add(product.summary or "")
        for told in product.details.values():
            if isinstance(told, Mapping) and "ar" in told:
                found |= {text for text in of(told) if text not in {*_all(told, "ar"), *_all(told, "fr")}}
    found |= {faq.answer for faq in shop.tools.info.faqs if faq.confirmed}
    return {text for text in found if text.count(" ") > 1}


def _all(told: Any, language: str) -> list[str]:
    return [text for _, text in sentences_in(told, language)]


def allowed_of(shop: ShopInTest) -> list[str]:
    """Names that stay as they are: of brands, and of variants."""
    names = {text for product in shop.tools.products for text in product.names.values()}
    titles = {variant.title for product in shop.tools.products for variant in product.variants}
    return sorted({shop.tenant.brand, *names, *titles, "Magic Energy"}, key=len, reverse=True)


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize(("shop", "product"), EACH, ids=lambda each: getattr(each, "sku", ""))
async def test_whoever_asks_about_a_product_reads_no_english_sentence(
    shop: ShopInTest, product: Product, language: str
) -> None:
    read: list[str] = []
    for question in ASKED[language]:
        shop = shop.fresh()
        said = question.format(name=product.name_in(language))
        reply = await shop.asked(said)

        told = text_of(reply)
        read.append(told)
        assert not [text for text in english_of(shop) if text.rstrip(".").lower() in told.lower()]
        if language == "ar":
            for name in allowed_of(shop):
                told = told.replace(name, "")
            assert not _LATIN_WORDS.search(told), told
    assert any(product.name_in(language).split()[0] in told for told in read)


@pytest.mark.parametrize("shop", SHOPS, ids=["astrosouks", "ecla"])
def test_whatever_is_said_of_a_product_is_said_in_three_languages(shop: ShopInTest) -> None:
    for product in shop.tools.products:
        assert set(product.summaries) == {"ar", "fr"}
        told = product.details["features"]
        assert set(told) == {"en", "ar", "fr"}
        assert len(told["en"]) == len(told["ar"]) == len(told["fr"])
        for at, english in enumerate(told["en"]):
            numbers = re.findall(r"\d+(?:[.,]\d+)*", english)
            assert re.findall(r"\d+(?:[.,]\d+)*", told["ar"][at])[: len(numbers)] == numbers, product.sku
            assert re.findall(r"\d+(?:[.,]\d+)*", told["fr"][at])[: len(numbers)] == numbers, product.sku
    assert all(set(faq.answers) == {"ar", "fr"} for faq in shop.tools.info.faqs if faq.confirmed)
    assert not any(faq.answers for faq in shop.tools.info.faqs if not faq.confirmed)


@pytest.mark.parametrize(
    ("said", "name", "english"),
    [
        ("بدي اطلب 2 جرس باب ذكي", "جرس باب ذكي", "Smart Door Bell"),
        ("je veux commander 2 Sonnette intelligente", "Sonnette intelligente", "Smart Door Bell"),
    ],
)
async def test_the_lines_of_an_order_name_the_product_as_the_customer_does(
    said: str, name: str, english: str
) -> None:
    shop = example_shop("astrosouks")
    reply = await shop.asked(said)

    assert name in text_of(reply)
    assert "$44" in text_of(reply)
    assert english not in text_of(reply)


@pytest.mark.parametrize("shop", SHOPS, ids=["astrosouks", "ecla"])
@pytest.mark.parametrize("language", ["ar", "fr"])
async def test_the_guard_knows_what_is_said_in_every_language(shop: ShopInTest, language: str) -> None:
    for product in shop.tools.products:
        for question in ASKED[language]:
            shop = shop.fresh()
            shop.tools.new_turn()
            turn = shop.turn(question.format(name=product.name_in(language)))
            reply = await shop.asked(question.format(name=product.name_in(language)))
            hear(shop.tools.evidence, turn)

            assert Gate().wrong_in(reply.messages, turn, shop.tools) is None, text_of(reply)


@pytest.mark.parametrize(
    ("told", "language", "said"),
    [
        ({"en": ["a"], "fr": ["b"]}, "fr", ["b"]),
        ({"en": ["a"], "fr": ["b"]}, "ar", ["a"]),
        (["a"], "ar", ["a"]),
        ("a", "fr", "a"),
        ({"width": "2 m"}, "fr", {"width": "2 m"}),
        (None, "fr", None),
    ],
)
def test_a_detail_is_told_in_the_language_else_in_english_else_as_it_stands(
    told: Any, language: str, said: Any
) -> None:
    assert said_in(told, language) == said


def test_a_sentence_is_known_by_its_words_in_every_language() -> None:
    told = {"en": ["waterproof", "small"], "fr": ["étanche", "petit"], "ar": ["مقاوم للماء"]}

    assert sentences_in(told, "fr") == [("waterproof\nétanche", "étanche"), ("small\npetit", "petit")]
    assert sentences_in(told, "ar") == [("مقاوم للماء", "مقاوم للماء")]


@pytest.mark.parametrize("shop", SHOPS, ids=["astrosouks", "ecla"])
@pytest.mark.parametrize(
    "said",
    [
        "مين انتو؟",
        "شو الفرق بين المنتجات؟",
        "شو بتنصحني؟",
        "بتوصلوا لبرا لبنان؟",
        "قديش التوصيل؟",
        "كيف بحافظ عالنتيجة؟",
        "كم مرة استعمل الطقم؟",
        "أسناني حساسة، عادي؟",
    ],
)
async def test_whoever_asks_the_shop_in_arabic_reads_no_english_sentence(shop: ShopInTest, said: str) -> None:
    told = text_of(await shop.fresh().asked(said))

    for name in allowed_of(shop):
        told = told.replace(name, "")
    assert not _LATIN_WORDS.search(told), told
    assert re.search(r"[\u0621-\u064a]{3}", told)


async def test_a_question_of_the_shops_is_answered_in_the_customers_language() -> None:
    ecla = example_shop("ecla")
    faq = next(faq for faq in ecla.tools.info.faqs if faq.key == "keep-result")
    arabic = ecla.with_(languages={"reply_in": ["ar"]})

    assert faq.answer in text_of(await ecla.fresh().asked(faq.question))
    assert faq.answers["ar"] in text_of(await arabic.fresh().asked(faq.question))
