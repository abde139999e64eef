"""Which of a product's facts answers a question about a trait: its size, its battery, what is in the box."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dragoman.catalogue.fold import forms, words
from dragoman.catalogue.model import Product, sentences_in


@dataclass(frozen=True, slots=True)
class Trait:
    """What is asked (folded words, in four languages), where it may stand, and what such a fact looks like."""

    asked: frozenset[str]
    under: frozenset[str]
    looks: re.Pattern[str]


def _trait(asked: str, under: str, looks: str) -> Trait:
    return Trait(frozenset(words(asked)), frozenset(under.split()), re.compile(looks, re.IGNORECASE))


_NEVER = r"(?!)"
_TRAITS = (
    _trait("age ages عمر سن 3omer 3omor 3omr ans old", "age min_age", r"\bage\b|\byears? old"),
    _trait(
        "battery capacity باطاريه charge charging mah autonomie batterie بطاريه شحن batariye batteriye sha7en lasts "
        "last",
        "battery",
        r"mah\b|batter|per charge|charging|rechargeable",
    ),
    _trait("weight heavy kg grams poids lourd وزن ثقيل wazn ta2il weigh", "weight", r"\d\s?(?:g|kg)\b"),
    _trait(
        "size big bigger small smaller large dimensions length ml taille grand حجم قياس كبير طول 7ajem hajem kbir 2yes "
        "long cm",
        "size dimensions",
        r"\d\s?(?:ml|cm|mm|m|l|inch)\b",
    ),
    _trait(
        "color colour colors colours couleur couleurs لون الوان lon alwen lono lona",
        "colour color",
        r"\bcolou?r",
    ),
    _trait("look looks appearance شكل shakl shaklo", "appearance", _NEVER),
    _trait(
        "box inside included include includes contains contents contain contient contenu جوا علبه العلبه jowwa elbe "
        "3elbe comes come",
        "contains",
        r"\binclud|\bbox holds\b",
    ),
    _trait("many pack كم combien kam pieces pcs", "pack", r"\d+ (?:per|in a|pieces|heads)\b"),
    _trait("power powerful watt watts wat وات واط puissance قوه 2ouwe", "power", r"\d\s?(?:W|V|RPM)\b"),
    _trait("speed speeds vitesse سرعه sor3a levels level heat", "speed", r"speed|levels?\b"),
    _trait("noise noisy loud quiet bruit bruyant صوت sot", "noise", r"quiet|silent"),
    _trait("waterproof water etanche مي ماء may mayy", "water", r"water|IPX"),
    _trait("often times frequency مره marra fois", "frequency", _NEVER),
)

# What stands under these is no sentence for a customer, or belongs to another answer.
_NOT_SAID = frozenset({"unconfirmed", "carousel", "how_to_use", "stain_severity", "best_for"})


def facts_on(product: Product, said: Iterable[str], language: str) -> list[str]:
    """The facts of ``product`` on the traits that ``said`` (folded words) asks for, in ``language``; none where it is
    silent."""
    own = {form for word in said for form in (word, *forms(word))}
    asked = [trait for trait in _TRAITS if trait.asked & own]
    stated = list(_stated(product, language))
    return list(
        dict.fromkeys(
            fact
            for trait in asked
            for key, known_by, fact in stated
            if key in trait.under or trait.looks.search(known_by)
        )
    )


def asks_trait(said: Iterable[str]) -> bool:
    """Whether any of these words asks for a trait that we know of."""
    own = {form for word in said for form in (word, *forms(word))}
    return any(trait.asked & own for trait in _TRAITS)


def _stated(product: Product, language: str) -> Iterable[tuple[str, str, str]]:
    for key, value in product.details.items():
        if key not in _NOT_SAID:
            for known_by, fact in sentences_in(value, language):
                yield key, known_by, fact
