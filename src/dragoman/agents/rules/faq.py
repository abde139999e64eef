"""Questions that the shop has answered itself, and which of them a customer is asking."""

from functools import lru_cache

from dragoman.agents.rules.cues import STOP_WORDS
from dragoman.agents.rules.fold import words
from dragoman.agents.rules.scene import Scene
from dragoman.agents.rules.understand import Clause, read_clauses
from dragoman.tenants.model import Faq

CLOSE, _ENOUGH = 0.6, 0.5


def faq_on(topic: str, clause: Clause, scene: Scene) -> Faq | None:
    """The shop's confirmed answer on ``topic`` nearest to the question, if any comes near it.

    A question in another language shares no words with it: then only the shop's single answer will do.
    """
    on_topic = [faq for faq in _askable(scene) if topic in _topics_of(faq.question)]
    near = max(on_topic, key=lambda faq: likeness(faq, clause), default=None)
    if near is None or likeness(near, clause) > 0 or len(on_topic) == 1:
        return near
    return None


def _askable(scene: Scene) -> list[Faq]:
    """Confirmed answers, without those on a topic that the shop itself has marked as unconfirmed."""
    doubtful = {topic for topic, policy in scene.shop.policies.items() if not policy.confirmed}
    if not scene.shop.delivery.confirmed:
        doubtful |= {"delivery", "abroad"}
    return [faq for faq in scene.shop.faqs if faq.confirmed and not doubtful & _topics_of(faq.question)]


@lru_cache(maxsize=4096)
def _topics_of(question: str) -> frozenset[str]:
    return frozenset(intent for clause in read_clauses(question) for intent in clause.intents)


def likeness(faq: Faq, clause: Clause) -> float:
    """Shared words over all words, 0 to 1, small talk left out."""
    said = {word for word in clause.words if word not in STOP_WORDS}
    written = {word for word in words(faq.question) if word not in STOP_WORDS}
    return len(said & written) / len(said | written) if said and written else 0.0


def faq_like(clause: Clause, scene: Scene) -> Faq | None:
    """The shop's confirmed answer to a question much like this one, whatever its topic."""
    near = max(_askable(scene), key=lambda faq: likeness(faq, clause), default=None)
    return near if near is not None and likeness(near, clause) >= _ENOUGH else None
