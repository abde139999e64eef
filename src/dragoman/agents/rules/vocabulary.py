"""A set of known words, and which of them a typed word means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from dragoman.catalogue.fold import (
    ARABIZI_LETTERS,
    forms,
    is_arabic,
    one_slip_apart,
    sound,
    squeezed,
)

# Below this length one slip turns too many words into others (pen, ten, pan).
_TYPO_LENGTH = 5
_SOUND_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known words under every spelling they are recognised by. Build it with :func:`vocabulary_of`."""

    known: frozenset[str]
    by_form: Mapping[str, Sequence[str]]
    by_edge: Mapping[str, Sequence[str]]
    by_sound: Mapping[str, Sequence[str]]

    def exactly(self, word: str) -> frozenset[str]:
        """The known words that ``word`` is, or is a grammatical form of."""
        if word in self.known:
            # A plural and its singular may both be known: "speakers" also means each speaker.
            # Of an Arabic one only the article is taken off.
            others = (word.removeprefix("ال"),) if is_arabic(word) else forms(word)
            kin = (*self.by_form.get(word, ()), *(form for form in others if form in self.known))
            return frozenset((word, *kin))
        met: set[str] = set()
        for form in (word, squeezed(word), *forms(word), *forms(squeezed(word))):
            met.update(self.by_form.get(form, ()))
            if form in self.known:
                met.add(form)
        return frozenset(met)

    def meant_by(self, word: str) -> frozenset[str]:
        """The known words that ``word`` may be: itself, else its forms, else a slip, else the same sound.

        Sound counts across scripts, for words in Arabic letters or with Arabizi digits; within one script it
        counts only for words that also look alike (``vacume``), since it would join others that differ.
        """
        met = self.exactly(word)
        if met:
            return met
        if len(word) >= _TYPO_LENGTH - 1 and not word.isdigit() and (near := self._slips(word)):
            return near
        if near := self._plural_slips(word):
            return near
        if is_arabic(word) or any(char in ARABIZI_LETTERS for char in word):
            for form in (word, *forms(word)):
                if same := self._sounding_like(form):
                    return same
        if len(word) >= _TYPO_LENGTH:
            alike = self.by_sound.get(sound(word), ())
            return frozenset(known for known in alike if _nearly(known, word))
        return frozenset()

    def _sounding_like(self, form: str) -> frozenset[str]:
        """The known words of the same sound; three consonants count only across scripts: صاحب is not سحب."""
        key = sound(form)
        alike = self.by_sound.get(key, ())
        return frozenset(
            known for known in alike if len(key) > _SOUND_LENGTH or is_arabic(known) != is_arabic(form)
        )

    def resembled_by(self, word: str) -> bool:
        """Whether ``word`` is a known word, a form of one, or one slip away from one."""
        return bool(self.exactly(word) or (len(word) >= _TYPO_LENGTH and self._slips(word)))

    def _slips(self, word: str) -> frozenset[str]:
        return frozenset(known for known in self._around(word) if _slipped(word, known))

    def _plural_slips(self, word: str) -> frozenset[str]:
        """A slip in a plural, of which only the singular is known: ``speakrs``."""
        singulars = (form for form in forms(word) if len(form) > _TYPO_LENGTH and not is_arabic(form))
        return frozenset(known for form in singulars for known in self._slips(form))

    def _around(self, word: str) -> Iterable[str]:
        # One slip leaves the first or the last letter as it was.
        yield from self.by_edge.get("^" + word[0], ())
        yield from self.by_edge.get("$" + word[-1], ())


def vocabulary_of(known: Iterable[str], *, sound_length: int = _SOUND_LENGTH) -> Vocabulary:
    """Indexes folded words. ``sound_length``: the fewest consonants for which the same sound is trusted."""
    by_form: dict[str, list[str]] = {}
    by_edge: dict[str, list[str]] = {}
    by_sound: dict[str, list[str]] = {}
    everything = frozenset(known)
    for word in everything:
        found, edges, key = _keys(word)
        for form in found:
            by_form.setdefault(form, []).append(word)
        for edge in edges:
            by_edge.setdefault(edge, []).append(word)
        if len(key) >= sound_length:
            by_sound.setdefault(key, []).append(word)
    return Vocabulary(everything, by_form, by_edge, by_sound)


@lru_cache(maxsize=16_384)
def _keys(word: str) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Where a known word is filed: under its forms, its edges, and its sound ("" for a word with digits)."""
    edges = ("^" + word[0], "$" + word[-1]) if len(word) >= _TYPO_LENGTH and not word.isdigit() else ()
    return _indexed_forms(word), edges, "" if any(char.isdigit() for char in word) else sound(word)


def _slipped(word: str, known: str) -> bool:
    """One slip apart; but a Latin word with a letter more or less in front is another: iphone, phone."""
    same_start = word[0] == known[0] or len(word) == len(known) or is_arabic(word)
    return same_start and one_slip_apart(word, known)


def _nearly(known: str, word: str) -> bool:
    return known[0] == word[0] and abs(len(known) - len(word)) <= 1


def _indexed_forms(word: str) -> tuple[str, ...]:
    # An Arabic word is taken apart when a customer writes it; doing it to the known word too would join
    # words that differ: "how are you" (كيفك) and "how" (كيف).
    if is_arabic(word):
        return (word.removeprefix("ال"),)
    return tuple({*forms(word), squeezed(word)} - {word})


NO_VOCABULARY = vocabulary_of(())
"""Knows no word."""
