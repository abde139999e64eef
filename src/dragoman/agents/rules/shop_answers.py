"""Answers about the shop: delivery, policies, how to use a product, and what must be checked first.

An unconfirmed or missing fact is never stated: the customer hears that it is being checked, and the shop gets
an action.
"""

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.faq import CLOSE, faq_on, likeness
from dragoman.agents.rules.say import bold_name, delivery_lines, say, topic_name
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.understand import Clause
from dragoman.catalogue.fold import words
from dragoman.catalogue.model import Product, said_in
from dragoman.orders.pricing import delivery_to
from dragoman.tenants.model import Delivery, Policy


def deliver(clause: Clause | None, scene: Scene) -> Part:
    """The delivery rule as it is for the place named; or, for one outside its area, what the shop does about that."""
    delivery = scene.shop.delivery
    if clause is not None and is_abroad(clause, delivery):
        return _abroad(delivery, scene.language)
    if clause is not None and clause.words:
        delivery = delivery_to(delivery, " ".join(clause.words))
    lines = delivery_lines(delivery, scene.language)
    if not delivery.confirmed:
        return check("delivery", scene)
    asked = set(clause.words) if clause is not None else set()
    if not lines:
        faq = faq_on("delivery", clause, scene) if clause is not None else None
        return Part("delivery", faq.answer_in(scene.language)) if faq else check("delivery", scene)
    missing = "delivery time" if delivery.days is None and asked & _TIME_WORDS else None
    if delivery.fee is None and asked & _FEE_WORDS:
        missing = "delivery fee"
    if missing:
        unknown = check(missing, scene)
        return Part("delivery", " ".join([*lines, unknown.text]), actions=unknown.actions)
    return Part("delivery", " ".join(lines))


_TIME_WORDS = frozenset(
    words(
        """
        long days day when time arrive fast quickly jours delai quand temps متى يوم ايام وقت مده emta wa2et
        wa2t yom"""
    )
)
_FEE_WORDS = frozenset(
    words(
        """
        much fee cost price free charge combien prix frais gratuit قديش كم سعر اجره مجاني 2adde adde addeh
        addesh"""
    )
)


def is_abroad(clause: Clause, delivery: Delivery) -> bool:
    """Whether the clause speaks of a place outside the delivery area."""
    if "abroad" in clause.intents:
        return True
    return bool(clause.place and delivery.area) and clause.place not in words(delivery.area or "")


def _abroad(delivery: Delivery, language: str) -> Part:
    if not delivery.confirmed or delivery.abroad != "no":
        action = ActionRequest("confirm_fact", "delivery abroad")
        return Part("abroad", say("abroad_ask", language), actions=(action,))
    area = delivery_lines(Delivery(area=delivery.area), language)
    return Part("abroad", " ".join([say("abroad_no", language), *area]))


def check(topic: str, scene: Scene, *, fact: str | None = None) -> Part:
    """Says that the team is being asked, and asks it: for ``fact``, or for what is true of ``topic``.

    Nothing about the topic itself is said.
    """
    name = topic_name(topic, scene.language)
    action = ActionRequest("confirm_fact", fact or topic)
    return Part(topic, say("check", scene.language, topic=name), actions=(action,), unsure=name)


def policy(topic: str, clause: Clause, scene: Scene) -> Part:
    """The shop's nearest answer to the very question, else its policy on ``topic``, else a check."""
    written = scene.shop.policies.get(topic)
    if written is not None and not written.confirmed:
        return check(topic, scene)
    faq = faq_on(topic, clause, scene)
    if written is None or not written.text:
        return Part(topic, faq.answer_in(scene.language)) if faq else check(topic, scene)
    if faq is not None and likeness(faq, clause) >= CLOSE:
        return Part(topic, faq.answer_in(scene.language))
    text = _in_words(written, scene.language)
    return Part(topic, text) if text else check(topic, scene)


def _in_words(written: Policy, language: str) -> str:
    """The policy in ``language``, else in English, else in whatever language the shop wrote it."""
    text = written.text.get(language) or written.text.get("en") or next(iter(written.text.values()), "")
    return text.strip()


def how_to_use(product: Product | None, clause: Clause, scene: Scene) -> Part:
    """The steps written for the product, else the shop's general advice."""
    steps = product.details.get("how_to_use") if product is not None else None
    if product is None or not steps:
        return policy("usage", clause, scene)
    steps = said_in(steps, scene.language)
    listed = [steps] if isinstance(steps, str) else [str(step) for step in steps]
    lines = [f"{n}. {step}" for n, step in enumerate(listed, start=1)] if len(listed) > 1 else listed
    if frequency := said_in(product.details.get("frequency"), scene.language):
        lines.append(str(frequency))
    return Part("usage", "\n".join([f"*{bold_name(product, scene.language)}*", *lines]), products=(product,))


def problem(scene: Scene) -> Part:
    """Says sorry and what the shop does about it, asks for the order number, and tells the team."""
    action = ActionRequest("complaint", "the customer reports a problem with an order or a product")
    written = scene.shop.policies.get("replacement")
    known = _in_words(written, scene.language) if written is not None and written.confirmed else ""
    text = " ".join([say("problem", scene.language), known or say("send_order", scene.language)])
    return Part("problem", text, actions=(action,))
