"""Which product is for whom, by the shop's own rules (the shop file's ``recommendations``), never by a guess.

``by_need`` names a product for a need in the shop's words; any list of ``min``, ``max`` and ``product`` goes by how
bad it is on a scale; ``ask_first`` is what to ask when nothing was said of the need.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dragoman.agents.rules.needs import need_words
from dragoman.agents.rules.say import Option, bold_name, price_line, product_options, say, stock_line
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import policy
from dragoman.agents.rules.stopwords import STOP_WORDS
from dragoman.agents.rules.understand import Clause
from dragoman.agents.rules.wording_choices import ASK_FIRST
from dragoman.catalogue.fold import forms, words
from dragoman.catalogue.model import Product, said_in

_TOP = 10  # of the scale
_TEN = frozenset(words("ten dix عشره 3ashra"))
_NO = frozenset(words("no not without"))
_EMPTY = frozenset(words("result results effect concern product teeth treatment shade sessions kit"))


@dataclass(frozen=True, slots=True)
class Need:
    """A product, whom it is for in the shop's words, and whom it is not for (``no sensitivity``)."""

    product: Product
    text: Mapping[str, str]
    words: frozenset[str]
    unless: frozenset[str]


@dataclass(frozen=True, slots=True)
class Advice:
    """A shop's rules. ``scale`` holds (least, most, product)."""

    needs: tuple[Need, ...]
    scale: tuple[tuple[int, int, Product], ...]
    ask_first: tuple[str, ...]


def advice_of(scene: Scene) -> Advice | None:
    """The shop's rules, or ``None`` where it has none for products that are on sale."""
    told = scene.shop.extra.get("recommendations")
    if not isinstance(told, Mapping):
        return None
    known = {product.sku: product for product in scene.index.products}
    needs, scale = [], []
    for entry in _entries(told):
        product = known.get(str(entry.get("product")))
        least, most = entry.get("min"), entry.get("max")
        if product is None:
            continue
        if isinstance(least, int) and isinstance(most, int):
            scale.append((least, most, product))
        elif need := _by_language(entry.get("need")):
            needs.append(_need(product, need))
    asked = told.get("ask_first")
    first = tuple(str(item) for item in asked) if isinstance(asked, list | tuple) else ()
    return Advice(tuple(needs), tuple(scale), first) if needs else None


def _entries(told: Mapping[str, object]) -> Iterable[Mapping[str, object]]:
    for entries in told.values():
        if isinstance(entries, list | tuple):
            yield from (entry for entry in entries if isinstance(entry, Mapping))


def _by_language(need: object) -> Mapping[str, str]:
    """A need as written: in English, or by language."""
    if isinstance(need, str):
        return {"en": need}
    return {str(key): str(text) for key, text in need.items()} if isinstance(need, Mapping) else {}


def _need(product: Product, text: Mapping[str, str]) -> Need:
    best = said_in(product.details.get("best_for"), "en")
    # One language is enough to know it by: "sans" and "من دون" deny nothing here.
    said = [
        *([text["en"]] if "en" in text else text.values()),
        *(map(str, best) if isinstance(best, list | tuple) else ()),
    ]
    meant: set[str] = set()
    unless: set[str] = set()
    for sentence in said:
        denied = False
        for word in words(sentence):
            if word in _NO:
                denied = True
            elif denied:
                unless.add(word)
                denied = False
            elif word not in STOP_WORDS | _EMPTY or word in {"small"}:
                meant.update((word, *forms(word)))
    return Need(product, text, frozenset(meant), frozenset(unless))


def recommended(said: tuple[str, ...], advice: Advice, *, asked: bool) -> Product | None:
    """The one product that the shop's rules name for what was said; ``asked``: it answers our question."""
    severity = _severity(said, asked=asked)
    if severity is not None:
        return next((product for least, most, product in advice.scale if least <= severity <= most), None)
    met = need_words(said)
    bearers = Counter(word for need in advice.needs for word in need.words)
    scores = {
        need.product.sku: sum(1 / bearers[word] for word in need.words & met)
        for need in advice.needs
        if not need.unless & met
    }
    best = max(scores.values(), default=0.0)
    leaders = [need for need in advice.needs if scores.get(need.product.sku) == best]
    return leaders[0].product if best > 0 and len(leaders) == 1 else None


def _severity(said: tuple[str, ...], *, asked: bool) -> int | None:
    """The number on a scale to ten: "like 9/10", "from 1 to 10 maybe 2", or just "6" when it was asked."""
    digits = [_TOP if word in _TEN else int(word) if word.isdigit() else 0 for word in said]
    numbers = [number for number in digits if 1 <= number <= _TOP]
    if _TOP in numbers and len(numbers) > 1:
        numbers.remove(_TOP)
        if len(numbers) > 1 and 1 in numbers:
            numbers.remove(1)
    elif not asked or len(said) > _TOP:
        return None
    return numbers[0] if len(numbers) == 1 else None


def recommend(clause: Clause, scene: Scene) -> list[Part]:
    """The product for the need that ``clause`` speaks of, else the question what is needed. None without rules."""
    advice = advice_of(scene)
    if advice is None:
        return []
    asked = scene.asked == "need"
    product = recommended(clause.words, advice, asked=asked) or recommended(scene.said, advice, asked=asked)
    if product is not None:
        return [suggested(product, scene)]
    met = need_words(scene.said or clause.words)
    left = [need for need in advice.needs if not need.unless & met]
    question = _ask(left or advice.needs, advice.ask_first, scene)
    if len(left) < len(advice.needs):
        return [policy("safety", clause, scene), question]
    return [question]


def by_need(clause: Clause, scene: Scene) -> Product | None:
    """The product for a need that was told without asking for advice: "my teeth are yellow"."""
    advice = advice_of(scene)
    return recommended(clause.words, advice, asked=scene.asked == "need") if advice is not None else None


def speaks_of_needs(clause: Clause, scene: Scene) -> bool:
    """Whether ``clause`` tells needs that the shop's rules know, though no one product is for them all."""
    advice = advice_of(scene)
    met = need_words(clause.words)
    return advice is not None and any(need.words & met for need in advice.needs)


def suggested(product: Product, scene: Scene) -> Part:
    """Names the product with its price, and offers to order it."""
    language = scene.language
    told = [say("recommend", language), price_line(product, language), product.summary_in(language) or ""]
    if product.stock == "out":
        told.append(stock_line(product, language) or "")
        return Part("recommend", " ".join(line for line in told if line), (product,))
    option = Option(f"order:{product.sku}", say("order_button", language))
    text = " ".join([*(line for line in told if line), say("order_offer", language)])
    return Part("recommend", text, (product,), (option,), asked="agree")


def _ask(needs: Sequence[Need], first: Sequence[str], scene: Scene) -> Part:
    language = scene.language
    topics = [ASK_FIRST.get(item, {}).get(language, item) for item in first]
    asked = say("need_about", language, topics=say("comma", language).join(topics)) if topics else ""
    lines = [" ".join([say("need", language), asked]).strip()]
    lines += [_choice(need, language) for need in needs]
    options = product_options([need.product for need in needs], language, scene.brand)
    return Part("need", "\n".join(lines), options=options, asked="need")


def _choice(need: Need, language: str) -> str:
    """A need and its product; where the shop wrote no need in ``language``, the product and its price."""
    if language in need.text:
        return f"• {need.text[language]}: *{bold_name(need.product, language)}*"
    return f"• {price_line(need.product, language)}"
