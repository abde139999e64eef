"""Whether somebody says that he wants no more advertising. Pure."""

import unicodedata

from dragoman.agents.rules.language import Language

_WORDS: dict[Language, tuple[str, ...]] = {
    "en": (
        "stop",
        "stop promotions",
        "stop all",
        "stop ads",
        "stop the ads",
        "stop advertising",
        "no more ads",
        "no more advertising",
        "unsubscribe",
        "opt out",
        "optout",
    ),
    "fr": (
        "désabonner",
        "se désabonner",
        "désabonnement",
        "désinscription",
        "arrêt",
        "arrêter",
        "stop pub",
        "stop publicité",
        "plus de pub",
        "plus de publicité",
        "arrêtez la publicité",
        "arrêtez les publicités",
    ),
    "ar": (
        "إلغاء الاشتراك",
        "إيقاف",
        "أوقف",
        "إيقاف الإعلانات",
        "أوقفوا الإعلانات",
        "وقف الإعلانات",
        "وقفوا الإعلانات",
        "بلا إعلانات",
        "لا أريد إعلانات",
        "ما بدي إعلانات",
    ),
}
_IN_ANY_LANGUAGE = frozenset({"stop"})
_LONGEST = 40


def means_opt_out(text: str | None) -> bool:
    """Whether ``text`` says only this: STOP, in the languages that we answer in, however it is written."""
    return text is not None and len(text) <= _LONGEST and _plain(text) in _LANGUAGES


def language_of_opt_out(text: str) -> Language | None:
    """The language that those words are; ``None`` for STOP, which everybody writes."""
    plain = _plain(text)
    return None if plain in _IN_ANY_LANGUAGE else _LANGUAGES.get(plain)


def _plain(text: str) -> str:
    """Without case, accents, punctuation and the marks of Arabic script."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = (char for char in apart if not unicodedata.combining(char) and char != "ـ")
    return " ".join("".join(char if char.isalnum() else " " for char in kept).split())


_LANGUAGES = {_plain(words): language for language, listed in _WORDS.items() for words in listed}
