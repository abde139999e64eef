"""The lexicon: which words of four languages mean the same thing. The words themselves are in ``lexicon.txt``."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from pathlib import Path

from dragoman.catalogue.fold import is_arabic, one_slip_apart
from dragoman.catalogue.search.links import LINKS
from dragoman.catalogue.search.sound import keys
from dragoman.catalogue.search.tokens import tokens_of

Phrase = tuple[str, ...]
LEXICON = Path(__file__).parent / "lexicon.txt"
_ARABIZI = 3  # the last of the four columns
_SPOKEN = (1, _ARABIZI)  # the columns of Arabic
_LONGEST_PHRASE = 5
_SHORTEST_GUESS = 5  # letters: a shorter word is one slip away from too many others


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing, or (``attribute``) one way that things are. ``wider`` are the things that it is a kind of."""

    name: str
    wider: tuple[str, ...]
    attribute: bool


@dataclass(frozen=True, slots=True)
class Span:
    """``length`` words from ``start`` on that together mean one of ``concepts``."""

    start: int
    length: int
    concepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every concept, and its names as stems, as sounds and with one letter left out.

    ``reach`` is how many words the longest phrase has that begins with a word.
    """

    concepts: Mapping[str, Concept]
    phrases: Mapping[Phrase, tuple[str, ...]]
    spoken: Mapping[Phrase, tuple[str, ...]]
    sounds: Mapping[tuple[str, str], frozenset[str]]
    slips: Mapping[str, frozenset[str]]
    reach: Mapping[str, int]

    def spans(self, stems: Sequence[str], *, as_asked: bool = False) -> list[Span]:
        """What the words mean, the longest phrases first; no word is part of two.

        ``as_asked``: two words also the other way round (``case for my phone``), and phrases of Arabic also where they
        are only spelt alike (``zet zaytoun`` for ``zeit zeytoun``).
        """
        taken = [False] * len(stems)
        found = []
        reach = [self.reach.get(stem, 0) for stem in stems]
        longest = _LONGEST_PHRASE if as_asked else max(2, *reach) if reach else 0
        for length in range(min(longest, len(stems)), 0, -1):
            for start in range(len(stems) - length + 1):
                if any(taken[start : start + length]):
                    continue
                phrase = tuple(stems[start : start + length])
                meant = self.phrases.get(phrase) if reach[start] >= length else None
                if not meant and length == 2:
                    meant = self.phrases.get((phrase[0] + phrase[1],))  # "sun shade" for "sunshade"
                if not meant and as_asked and length > 1:
                    meant = self._as_asked(phrase)
                if meant:
                    found.append(Span(start, length, meant))
                    taken[start : start + length] = [True] * length
        return sorted(found, key=lambda span: span.start)

    def _as_asked(self, phrase: Phrase) -> tuple[str, ...]:
        if len(phrase) == 2 and (turned := self.phrases.get(phrase[::-1])):
            return turned
        ways = (self.spoken.get(sounds) for sounds in product(*(keys(word)[:2] for word in phrase)))
        return next((meant for meant in ways if meant and len(meant) == 1), ())

    def wider(self, concept: str) -> tuple[str, ...]:
        """The things that ``concept`` is a kind of."""
        known = self.concepts.get(concept)
        return known.wider if known else ()

    def sounding(self, word: str) -> frozenset[str]:
        """What a word may mean that is no word of the lexicon but sounds like one of the other script."""
        own = "arabic" if is_arabic(word) else "latin"
        other = "latin" if own == "arabic" else "arabic"
        found: set[str] = set()
        for key in keys(word):
            if len(key.replace("o", "")) >= 3:
                found |= self.sounds.get((other, key), frozenset())
                found |= self.sounds.get(("arabizi", key), frozenset())
        return frozenset(found) if len(found) <= 3 else frozenset()

    def misspelt(self, word: str) -> frozenset[str]:
        """What a word may mean that is one slip away from a word of the lexicon."""
        if len(word) < _SHORTEST_GUESS:
            return frozenset()
        near = {known for form in (word, *_shortened(word)) for known in self.slips.get(form, ())}
        meant = {c for known in near if one_slip_apart(word, known) for c in self.phrases.get((known,), ())}
        return frozenset(meant) if len(meant) <= 3 else frozenset()


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with Dragoman, read once."""
    return lexicon_from(LEXICON.read_text(encoding="utf-8").splitlines())


def lexicon_from(lines: Iterable[str]) -> Lexicon:
    """The lexicon written in ``lines``. Raises ``ValueError`` for a line that is none of its own."""
    concepts: dict[str, Concept] = {}
    phrases: defaultdict[Phrase, list[str]] = defaultdict(list)
    spoken: defaultdict[Phrase, list[str]] = defaultdict(list)
    sounds: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for concept, column, phrase in _read(lines):
        concepts[concept.name] = concept
        if concept.name not in phrases[phrase]:
            phrases[phrase].append(concept.name)
        if len(phrase) == 1:
            script = "arabic" if is_arabic(phrase[0]) else "arabizi" if column == _ARABIZI else "latin"
            for key in keys(phrase[0]):
                sounds[script, key].add(concept.name)
        elif column in _SPOKEN and sum(len(keys(word)[0]) for word in phrase if keys(word)) >= 4:
            for way in product(*(keys(word)[:2] for word in phrase)):
                if concept.name not in spoken[way]:
                    spoken[way].append(concept.name)
    slips: defaultdict[str, set[str]] = defaultdict(set)
    reach: defaultdict[str, int] = defaultdict(int)
    for phrase in phrases:
        reach[phrase[0]] = max(reach[phrase[0]], len(phrase))
        if len(phrase) == 1 and len(phrase[0]) >= _SHORTEST_GUESS:
            for form in (phrase[0], *_shortened(phrase[0])):
                slips[form].add(phrase[0])
    return Lexicon(
        concepts,
        {phrase: tuple(names) for phrase, names in phrases.items()},
        {way: tuple(names) for way, names in spoken.items()},
        {place: frozenset(names) for place, names in sounds.items()},
        {form: frozenset(known) for form, known in slips.items()},
        dict(reach),
    )


def _read(lines: Iterable[str]) -> Iterator[tuple[Concept, int, Phrase]]:
    """Every name of every concept, with the column of its language."""
    attribute = False
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            attribute = line.rstrip().endswith(": attribute]")
            continue
        head, colon, tail = line.partition(" : ")
        if not colon:
            raise ValueError(f"no words in {line!r}")
        name, _, wider = (part.strip() for part in head.partition("<"))
        concept = Concept(name, (wider,) if wider else (), attribute)
        for column, cell in enumerate(tail.split(" | ")):
            for said in cell.split(","):
                if phrase := tuple(token.stem for token in tokens_of(said) if token.text not in LINKS):
                    yield concept, column, phrase


@lru_cache(maxsize=16_384)
def _shortened(word: str) -> tuple[str, ...]:
    return tuple({word[:at] + word[at + 1 :] for at in range(len(word))})
