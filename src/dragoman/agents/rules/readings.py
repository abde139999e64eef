"""The words of a clause that may name a product: as they stand, and put as shops say them in English."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dragoman.agents.rules.index import Index, Phrase
from dragoman.agents.rules.lexicon import CONCEPTS
from dragoman.agents.rules.understand import Clause
from dragoman.agents.rules.vocabulary import vocabulary_of


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a reading, and where it stood in the clause."""

    text: str
    at: int
    spoken_for: bool  # part of a cue: may belong to a product's name, but is not missed when it does not


def readings(index: Index, clause: Clause) -> Iterable[list[Word]]:
    """The clause as it stands, then with its words in English where that differs."""
    content = set(clause.rest)
    plain = [
        Word(word, i, i not in content)
        for i, word in enumerate(clause.words)
        if word not in index.ignored
        and (i in content or i in clause.used)
        and (not word.isdigit() or word in index.vocabulary.known)
    ]
    yield _rejoined(index, plain)
    translated = _translated(plain)
    if translated != plain:
        yield _rejoined(index, translated)


def _rejoined(index: Index, reading: list[Word]) -> list[Word]:
    """``doorbell`` as ``door bell`` and ``tooth brush`` as ``toothbrush``, whichever the shop writes."""
    result: list[Word] = []
    for word in reading:
        before = result[-1] if result else None
        if word.text not in index.vocabulary.known and word.text in index.joined:
            result.extend(Word(part, word.at, word.spoken_for) for part in index.joined[word.text])
        elif (
            before is not None
            and before.text + word.text in index.vocabulary.known
            and before.at + 1 == word.at
        ):
            result[-1] = Word(before.text + word.text, word.at, before.spoken_for and word.spoken_for)
        else:
            result.append(word)
    return result


_CONCEPT_WORDS = vocabulary_of({word for phrase in CONCEPTS for word in phrase}, sound_length=4)


_LONGEST_CONCEPT = max(len(phrase) for phrase in CONCEPTS)


def _translated(reading: list[Word]) -> list[Word]:
    result: list[Word] = []
    i = 0
    while i < len(reading):
        for size in range(min(_LONGEST_CONCEPT, len(reading) - i), 0, -1):
            target = _concept([word.text for word in reading[i : i + size]])
            if target:
                spoken_for = all(word.spoken_for for word in reading[i : i + size])
                result.extend(Word(text, reading[i].at, spoken_for) for text in target)
                i += size
                break
        else:
            result.append(reading[i])
            i += 1
    return result


def _concept(said: Sequence[str]) -> Phrase | None:
    options: list[Phrase] = [()]
    for word in said:
        meant = sorted(_CONCEPT_WORDS.meant_by(word), key=lambda known: (known != word, known))[:4]
        options = [(*head, known) for head in options for known in meant]
    return next((CONCEPTS[option] for option in options if option in CONCEPTS), None)


def in_english(word: str) -> frozenset[str]:
    """What shops write in English for a customer's word; nothing where the lexicon does not know it."""
    said = _CONCEPT_WORDS.meant_by(word)
    return frozenset(part for phrase, name in CONCEPTS.items() if said & set(phrase) for part in name)


def meant_in(index: Index, word: str) -> frozenset[str]:
    """The shop's words that ``word`` may be; one that the lexicon knows is not taken for what only sounds alike."""
    return index.vocabulary.exactly(word) if _CONCEPT_WORDS.exactly(word) else index.vocabulary.meant_by(word)
