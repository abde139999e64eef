"""Questions that the shop has answered itself, and which of them a customer is asking.

A question in nearly the shop's own words (:func:`faq_asked`) goes before every topic; one that is merely like it
(:func:`faq_like`) or on its topic (:func:`faq_on`) is answered when nothing else settles what is meant.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dragoman.agents.rules.scene import Scene
from dragoman.agents.rules.understand import Clause, read_clauses
from dragoman.agents.rules.vocabulary import Vocabulary, vocabulary_of
from dragoman.catalogue.fold import words
from dragoman.tenants.model import Faq

CLOSE, _ENOUGH = 0.6, 0.5
_OF_THE_QUESTION = 0.75  # the share of the shop's question that must have been said to call it the same

_GRAMMAR = frozenset(
    words(
        """
        a an the this that is are am was be been do does did how what which who i me my we us our you your u
        to of for in on at by with and or so if it its s t m d ll re can could will would shall should please
        pls hi hello hey thanks there le la les l un une des du de et est sont c ce qu que je vous il elle en
        au y a هل ما ماذا شو في من على عن مع كيف لو سمحت مرحبا و"""
    )
)
"""Words that two questions may differ in and still ask the same."""


def faq_on(topic: str, clause: Clause, scene: Scene) -> Faq | None:
    """The shop's confirmed answer on ``topic`` nearest to the question, if any comes near it.

    A question in another language shares no words with it: then only the shop's single answer will do.
    """
    on_topic = [faq for faq in _askable(scene) if topic in topics_of(faq.question)]
    near = max(on_topic, key=lambda faq: likeness(faq, clause), default=None)
    if near is None or likeness(near, clause) > 0 or len(on_topic) == 1:
        return near
    return None


def _askable(scene: Scene) -> list[Faq]:
    """Confirmed answers, without those on a topic that the shop itself has marked as unconfirmed."""
    doubts = _doubts(scene)
    return [faq for faq in scene.shop.faqs if faq.confirmed and not doubts & topics_of(faq.question)]


def _doubts(scene: Scene) -> frozenset[str]:
    doubtful = {topic for topic, policy in scene.shop.policies.items() if not policy.confirmed}
    return frozenset(doubtful if scene.shop.delivery.confirmed else doubtful | {"delivery", "abroad"})


@lru_cache(maxsize=4096)
def topics_of(question: str) -> frozenset[str]:
    """The intents that a shop's question itself is about."""
    return frozenset(intent for clause in read_clauses(question) for intent in clause.intents)


def likeness(faq: Faq, clause: Clause) -> float:
    """Shared words over all words, 0 to 1, grammar left out."""
    said = {word for word in clause.words if word not in _GRAMMAR}
    written = {word for word in words(faq.question) if word not in _GRAMMAR}
    return len(said & written) / len(said | written) if said and written else 0.0


def faq_like(clause: Clause, scene: Scene) -> Faq | None:
    """The shop's confirmed answer to a question much like this one, whatever its topic."""
    near = max(_askable(scene), key=lambda faq: likeness(faq, clause), default=None)
    return near if near is not None and likeness(near, clause) >= _ENOUGH else None


def faq_asked(said: Sequence[str], scene: Scene, *, alone: float) -> Faq | None:
    """The shop's question, confirmed or not, that ``said`` (folded words) puts in nearly its own words.

    In any order, with slips. ``alone`` is the share of the customer's words that it must explain. A question
    that only names a topic ("Do you deliver?") is left to the topic, whose answer says more.
    """
    own = [word for word in dict.fromkeys(said) if word not in _GRAMMAR]
    best, best_share = None, 0.0
    for faq in scene.shop.faqs:
        asked = _asked_by(faq.question)
        met = [asked.words.meant_by(word) for word in own]
        explained = sum(1 for meant in met if meant)
        shared = frozenset[str]().union(*met)
        enough = min(2, len(asked.words.known))
        if not shared & asked.beyond or len(shared) < enough or explained < alone * len(own):
            continue
        share = len(shared) / len(asked.words.known)
        if share >= _OF_THE_QUESTION and share > best_share:
            best, best_share = faq, share
    return best


def is_doubtful(faq: Faq, scene: Scene) -> bool:
    """Whether ``faq`` may not be stated: unconfirmed, or bare on a topic that the shop calls unconfirmed."""
    return not faq.confirmed or (
        bool(_doubts(scene) & topics_of(faq.question)) and not _asked_by(faq.question).beyond
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of a shop's question that carry it, and those of them that no topic's cue accounts for."""

    words: Vocabulary
    beyond: frozenset[str]


@lru_cache(maxsize=4096)
def _asked_by(question: str) -> _Asked:
    own = frozenset(word for word in words(question) if word not in _GRAMMAR)
    cued = {clause.words[i] for clause in read_clauses(question) for i in clause.used}
    return _Asked(vocabulary_of(own), own - cued)
