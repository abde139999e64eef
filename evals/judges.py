"""The verdicts on a conversation that was played. Each is a list of what is wrong: nothing wrong is right. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pydantic_evals.evaluators import EvaluationReason, Evaluator, EvaluatorContext

from dragoman.base.phone import digits_of
from evals.conversation import Conversation, Exchange, StoredLine, StoredOrder, Turn
from evals.facts import amounts_in, facts_of, foreign_words_in, plain_words, ungrounded_in
from evals.people import SAME_PLACE, person
from evals.scenario import ExpectedLine, ExpectedOrder, Scenario

MOST_REPLIES = 4
"""Messages in answer to one: more is no conversation."""

_OTHER = {"ecla": "astrosouks", "astrosouks": "ecla"}
_PLACED = ("new", "confirmed", "packed", "on_the_way", "delivered", "cancelled")

Judge = Callable[[Scenario, Conversation], list[str]]


# --- the end state ------------------------------------------------------------------------------------


def end_state(scenario: Scenario, played: Conversation) -> list[str]:
    """Orders, actions, who answers, and that every message was stored once and answered."""
    expected, end = scenario.expect, played.end
    wrong = _orders(scenario, played)
    wrong += [f"no action {kind} is open" for kind in expected.actions if kind not in end.actions]
    wrong += [f"the action {kind} is open" for kind in expected.no_actions if kind in end.actions]
    if expected.asks_the_shop and not end.actions:
        wrong.append("nobody of the shop was asked")
    if expected.mode is not None and end.mode != expected.mode:
        wrong.append(f"the conversation is with the {end.mode}, not the {expected.mode}")
    if end.inbound != played.sent:
        wrong.append(f"the customer wrote {played.sent} messages, {end.inbound} are stored")
    if expected.replies and not expected.replies[0] <= len(played.replies) <= expected.replies[1]:
        wrong.append(
            f"{len(played.replies)} messages were sent, not {expected.replies[0]} to {expected.replies[1]}"
        )
    if failed := sum(turn.answered_by == "fallback" for turn in end.turns):
        wrong.append(f"the agent failed in {failed} turns")
    if played.ran_out:
        wrong.append(f"it did not end: the customer wrote {scenario.max_turns} times")
    return wrong + _answered(scenario, played)


def _answered(scenario: Scenario, played: Conversation) -> list[str]:
    wrong = []
    for exchange in _with_the_agent(played):
        step = scenario.steps[exchange.step] if exchange.step is not None else None
        count = len(exchange.replies)
        if all(one.author == "shop" for one in exchange.said):
            continue
        if step is not None and step.silent:
            wrong += [f"{_words(exchange)!r} needed no answer, got {count}"] if count else []
        elif not 1 <= count <= MOST_REPLIES:
            wrong.append(f"{_words(exchange)!r} got {count} messages")
    return wrong


def _with_the_agent(played: Conversation) -> Sequence[Exchange]:
    """The exchanges that the agent had to answer: where a person took over, all but those after its last words."""
    if played.end.mode == "agent":
        return played.exchanges
    answered = [place for place, exchange in enumerate(played.exchanges) if exchange.replies]
    return played.exchanges[: (answered[-1] if answered else 0) + 1]


def _words(exchange: Exchange) -> str:
    return " / ".join(said.text or said.kind for said in exchange.said)[:60]


def _orders(scenario: Scenario, played: Conversation) -> list[str]:
    stored = [order for order in played.end.orders if order.status in _PLACED]
    wanted = scenario.expect.orders
    if len(stored) != len(wanted):
        return [f"{len(stored)} orders are stored, not {len(wanted)}"]
    wrong = []
    for want, order in zip(wanted, stored, strict=True):
        wrong += _order(want, order) + _details(scenario, want, order, played.phone)
    return wrong


def _order(want: ExpectedOrder, order: StoredOrder) -> list[str]:
    wrong = []
    if order.status != want.status:
        wrong.append(f"the order is {order.status}, not {want.status}")
    if sorted(map(_line_key, order.lines)) != sorted(
        (x.sku, x.variant or "", x.quantity) for x in want.lines
    ):
        wrong.append(f"the order has {_shown(order.lines)}, not {_shown(want.lines)}")
    for line in want.lines:
        totals = [stored.total_minor for stored in order.lines if stored.sku == line.sku]
        if line.total is not None and _minor(line.total) not in totals:
            wrong.append(f"{line.sku} costs {_dollars(totals)}, not {line.total}")
    for name in ("total", "delivery", "discount"):
        amount = getattr(want, name)
        has = getattr(order, f"{name}_minor")
        if amount is not None and has != _minor(amount):
            wrong.append(f"the {name} is {_dollars([has])}, not {amount}")
    return wrong


def _line_key(line: StoredLine) -> tuple[str, str, int]:
    return line.sku, line.variant or "", line.quantity


def _shown(lines: Sequence[StoredLine] | Sequence[ExpectedLine]) -> str:
    return ", ".join(
        f"{line.quantity} x {line.sku}" + (f" ({line.variant})" if line.variant else "") for line in lines
    )


def _minor(amount: Decimal) -> int:
    return int(amount * 100)


def _dollars(minors: Sequence[int | None]) -> str:
    return (
        " and ".join("nothing" if minor is None else f"{Decimal(minor) / 100:.2f}" for minor in minors)
        or "nothing"
    )


def _details(scenario: Scenario, want: ExpectedOrder, order: StoredOrder, own_phone: str) -> list[str]:
    who, details = person(scenario.language, scenario.who), order.details
    wrong = []
    for name, told in (
        ("first_name", who.first_name),
        ("last_name", who.last_name),
        ("city", who.city),
        ("address_line1", who.address),
    ):
        has = details.get(name, "")
        if name not in want.details and not _means(has, told or ""):
            wrong.append(f"{name} is {has!r}, the customer said {told!r}")
    phone = digits_of(details.get("phone", "")) or ""
    if "phone" not in want.details and phone not in {own_phone, _international(who.phone or "")}:
        wrong.append(f"the phone is {details.get('phone')!r}")
    wrong += [
        f"{name} is {details.get(name)!r}, not {pattern!r}"
        for name, pattern in want.details.items()
        if not re.search(pattern, details.get(name, ""), re.IGNORECASE)
    ]
    return wrong


def _means(stored: str, told: str) -> bool:
    """Whether these are the same words, whichever has more around it."""
    one, other = plain_words(stored), plain_words(told)
    if any({one, other} <= names for names in SAME_PLACE):
        return True
    return bool(one) and (one in other or other in one)


def _international(phone: str) -> str:
    """A Lebanese number as digits with the country's."""
    digits = "".join(str(int(char)) for char in phone if char.isdecimal())
    return digits if digits.startswith("961") else "961" + digits.removeprefix("0")


# --- words --------------------------------------------------------------------------------------------


def said(scenario: Scenario, played: Conversation) -> list[str]:
    """The patterns that had to be said, and those that must not: in a step's answer, and in all of them."""
    wrong = []
    for exchange in played.exchanges:
        if exchange.step is not None:
            step = scenario.steps[exchange.step]
            wrong += _patterns(step.must_say, step.must_not_say, exchange.reply, f"to {_words(exchange)!r}")
    everything = "\n".join(reply.text for reply in played.replies)
    return wrong + _patterns(scenario.must_say, scenario.must_not_say, everything, "anywhere")


def _patterns(must: Sequence[str], must_not: Sequence[str], text: str, where: str) -> list[str]:
    missing = [f"not said {where}: {p}" for p in must if not re.search(p, text, re.IGNORECASE)]
    too_much = [f"said {where}: {p}" for p in must_not if re.search(p, text, re.IGNORECASE)]
    return missing + too_much


def grounded(scenario: Scenario, played: Conversation) -> list[str]:
    """Every amount, percentage, link and stock word that was sent stands in the shop's file or in its own orders.

    And every amount has its receipt: the guard noted, in the turn's story, on which fact it rests.
    """
    facts, also = facts_of(scenario.shop), played.end.amounts
    wrong = [
        f"{claim} in {reply.text[:80]!r}"
        for reply in played.replies
        for claim in ungrounded_in(reply.text, facts, also=also)
    ]
    receipts = {minor for turn in played.end.turns for minor in receipts_of(turn)}
    return wrong + [
        f"no receipt for {written} in {reply.text[:80]!r}"
        for reply in played.replies
        for written, minor in amounts_in(reply.text)
        if minor not in receipts
    ]


def receipts_of(turn: Turn) -> set[int]:
    """The amounts, in minor units, that the guard found a fact for."""
    receipts = turn.story.get("guard", {}).get("receipts", ())
    return {receipt["fact"]["minor"] for receipt in receipts if "minor" in receipt["fact"]}


def own_words(scenario: Scenario, played: Conversation) -> list[str]:
    """Nothing of the other shop was said."""
    facts, other = facts_of(scenario.shop), facts_of(_OTHER[scenario.shop])
    theirs = "\n".join(said.text for exchange in played.exchanges for said in exchange.said)
    return [
        f"{word} in {reply.text[:80]!r}"
        for reply in played.replies
        for word in foreign_words_in(reply.text, facts, other, used_by_customer=theirs)
    ]


JUDGES: dict[str, Judge] = {
    "end_state": end_state,
    "said": said,
    "grounded": grounded,
    "own_words": own_words,
}


@dataclass(repr=False)
class Verdict(Evaluator[Scenario, Conversation, object]):
    """One judge as an evaluator of ``pydantic-evals``."""

    judge: str

    def get_default_evaluation_name(self) -> str:
        """The judge's name."""
        return self.judge

    def evaluate(self, ctx: EvaluatorContext[Scenario, Conversation, object]) -> EvaluationReason:
        """Right, or wrong and why."""
        wrong = JUDGES[self.judge](ctx.inputs, ctx.output)
        return EvaluationReason(not wrong, "; ".join(wrong) or None)
