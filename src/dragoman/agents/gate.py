"""The gate: every reply of every agent passes the guard here before it is committed.

What does not pass is not sent: a reply made by code from the same facts takes its place, or, where there are none, an
honest sentence and a person. What was kept back stays in the story of the turn, with why.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from dragoman.agents.base import Agent, Reply, Toolbox, TurnInput
from dragoman.agents.echo import EchoAgent
from dragoman.agents.evidence import Evidence
from dragoman.agents.guard import Verdict, check, explain
from dragoman.agents.guard.said import said_in
from dragoman.agents.rules.language import language_of, reply_language
from dragoman.agents.rules.ordering.wording import tell
from dragoman.agents.rules.say import price_line, say, stock_line
from dragoman.base.money import format_money
from dragoman.catalogue.model import Product
from dragoman.channels.compose import compose_text
from dragoman.channels.content import OutContent

_MOST_PRODUCTS = 3
_PLACE = ("latitude", "longitude", "name", "address")
NOT_GROUNDED = "the agent's answer was not supported by the shop's facts"
log = structlog.get_logger()


def _none() -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Gate:
    """``brands`` are the names of all shops served here, its own included: no reply may speak of another."""

    brands: Callable[[], Collection[str]] = _none

    async def ask(self, agent: Agent, turn: TurnInput, tools: Toolbox) -> Reply:
        """The agent's reply, or the one that takes its place. Raises only what the agent raises.

        The echo agent says nothing of its own and is not looked at.
        """
        if isinstance(getattr(agent, "agent", agent), EchoAgent):
            return await agent.answer(turn, tools)
        hear(tools.evidence, turn)
        return self.pass_on(await agent.answer(turn, tools), turn, tools.evidence)

    def pass_on(self, reply: Reply, turn: TurnInput, evidence: Evidence) -> Reply:
        """``reply`` with its receipts in its story, or the one that takes its place."""
        verdict = self._look(reply.messages, turn, evidence)
        if verdict.ok:
            receipts = [receipt.as_json() for receipt in verdict.receipts]
            return (
                replace(reply, story={**reply.story, "guard": {"receipts": receipts}}) if receipts else reply
            )
        log.warning(
            "reply_kept_back",
            tenant=turn.tenant.id,
            conversation=str(turn.conversation_id),
            kinds=sorted({violation.kind for violation in verdict.violations}),
        )
        return self._instead(reply, turn, evidence, verdict)

    def wrong_in(self, messages: Sequence[OutContent], turn: TurnInput, tools: Toolbox) -> str | None:
        """What is wrong with a reply and what may be said, for whoever can write it again; ``None`` if nothing is."""
        verdict = self._look(messages, turn, tools.evidence)
        return None if verdict.ok else explain(verdict.violations, _own(tools.evidence, turn))

    def _look(self, messages: Sequence[OutContent], turn: TurnInput, evidence: Evidence) -> Verdict:
        return check(messages, _own(evidence, turn), brand=turn.tenant.brand, others=self.brands())

    def _instead(self, reply: Reply, turn: TurnInput, evidence: Evidence, blocked: Verdict) -> Reply:
        language = _language(reply, turn)
        text = _from_facts(_own(evidence, turn), reply, language)
        messages = compose_text(text) if text else ()
        verdict = self._look(messages, turn, evidence) if text else Verdict()
        hand = reply.hand_to_human
        if not text or not verdict.ok:
            messages, verdict, hand = (
                compose_text(say("guard_person", language)),
                Verdict(),
                hand or NOT_GROUNDED,
            )
        told: dict[str, Any] = {
            "blocked": [words.text for words in said_in(reply.messages)[0]],
            "violations": [violation.as_json() for violation in blocked.violations],
            "receipts": [receipt.as_json() for receipt in verdict.receipts],
        }
        return replace(
            reply,
            messages=messages,
            hand_to_human=hand,
            no_reply_reason=None,
            trace={**reply.trace, "kept_back": sorted({v.kind for v in blocked.violations})},
            story={**reply.story, "guard": told},
        )


def _own(evidence: Evidence, turn: TurnInput) -> Evidence:
    """``evidence``, if it is of the shop that answers: the facts of another support nothing."""
    return evidence if evidence.tenant == turn.tenant.id else Evidence()


def hear(evidence: Evidence, turn: TurnInput) -> None:
    """Takes down what the customer wrote: a reply may take up its plain numbers and names."""
    evidence.hear(turn.contact_name)
    for line in (*turn.history, *turn.new):
        if line.author == "customer":
            evidence.hear(line.text)
            for name in _PLACE:
                if (value := line.details.get(name)) is not None:
                    evidence.hear(str(value))


def _language(reply: Reply, turn: TurnInput) -> str:
    answered_in = reply.trace.get("answered_in")
    if isinstance(answered_in, str) and answered_in in {"en", "ar", "fr"}:
        return answered_in
    before = turn.state.get("language")
    text = "\n".join(line.text or "" for line in turn.new)
    spoken = language_of(text[:4000], before=before if isinstance(before, str) else None)
    return reply_language(spoken, turn.chatbot.languages)


def _from_facts(evidence: Evidence, reply: Reply, language: str) -> str:
    """What the tools returned, in sentences made by code: an order, else a quote's total, else products."""
    lines = [*_orders(evidence, language)]
    if not lines:
        about = reply.state.get("product")
        products = list(evidence.products.values())
        meant = [product for product in products if product.sku == about] or products[:_MOST_PRODUCTS]
        lines = [_product(product, language) for product in meant]
        if len(meant) == 1 and meant[0].stock != "out":
            lines.append(say("order_offer", language))
    return "\n".join(lines)


def _product(product: Product, language: str) -> str:
    stock = stock_line(product, language)
    return " ".join([price_line(product, language), *([stock] if stock else [])])


def _orders(evidence: Evidence, language: str) -> list[str]:
    """The order that was placed, or what the cart comes to: a customer must hear of it."""
    placed = next((f for f in evidence.facts if f.kind == "order" and f.source == "place_order"), None)
    total = next((f for f in reversed(evidence.facts) if f.kind == "total"), None)
    lines = []
    if placed is not None and placed.number is not None:
        lines.append(tell("placed_nobody", language, number=f"{placed.number:f}"))
    if total is not None and total.money is not None:
        unsure = not any(fact.kind == "fee" for fact in evidence.facts)
        key = "total_without" if unsure else "total"
        lines.append(tell(key, language, amount=format_money(total.money)))
        if placed is None:
            lines.append(tell("confirm", language))
    return lines
