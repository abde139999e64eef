"""A scripted customer: says what the scenario says, answers what the agent asks, and notes down both sides."""

import re
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Protocol, get_args

from evals.asking import asked_in
from evals.conversation import Choice, Conversation, EndState, Exchange, Said
from evals.people import person
from evals.scenario import Asked, Person, Rule, Scenario, Step
from evals.typos import slipped

ASKED = frozenset(get_args(Asked))
_TIMES = {"confirm": 3, "more": 2, "offer": 1}
_TIMES_A_FIELD = 3


class Phone(Protocol):
    """How a customer reaches the shop. What comes back is the answer, when the shop has nothing more to do."""

    address: str

    async def write(self, texts: tuple[str, ...], *, twice: bool = False) -> tuple[Said, ...]:
        """Writes these messages one after the other."""
        ...

    async def tap(self, choice: Choice, on: Said) -> tuple[Said, ...]:
        """Taps a button or row of a message."""
        ...

    async def send(self, kind: str, fields: dict[str, object]) -> tuple[Said, ...]:
        """Sends another kind of message."""
        ...

    async def order_becomes(self, status: str) -> tuple[Said, ...]:
        """The shop moves the customer's last order to a status."""
        ...

    async def end_state(self) -> EndState:
        """What the database holds of the conversation."""
        ...


@dataclass
class _Talk:
    """A conversation as it goes."""

    scenario: Scenario
    who: Person
    phone: Phone
    random: Random
    exchanges: list[Exchange] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)

    @property
    def last(self) -> Exchange:
        return self.exchanges[-1]

    @property
    def ran_out(self) -> bool:
        return len(self.exchanges) >= self.scenario.max_turns


async def play(scenario: Scenario, phone: Phone, *, seed: str = "") -> Conversation:
    """Plays the scenario to its end, or until the customer has written ``max_turns`` times."""
    talk = _Talk(scenario, person(scenario.language, scenario.who), phone, Random(f"{scenario.name}/{seed}"))
    for number, step in enumerate(scenario.steps):
        if talk.ran_out:
            break
        await _do(talk, step, number)
        await _answer(talk, last_step=number == len(scenario.steps) - 1)
    return Conversation(tuple(talk.exchanges), await phone.end_state(), phone.address, talk.ran_out)


async def _do(talk: _Talk, step: Step, number: int) -> None:
    if step.tap is not None:
        await _tap(talk, step.tap, number)
    elif step.order_becomes is not None:
        status = step.order_becomes
        said = (Said("shop", f"the order becomes {status}", "status"),)
        await _exchange(talk, said, lambda: talk.phone.order_becomes(status), number)
    elif step.send is not None:
        kind, fields = step.send, dict(step.fields)
        words = str(fields.get("caption") or "")
        said = (Said("customer", words, kind),)
        await _exchange(talk, said, lambda: talk.phone.send(kind, fields), number)
    else:
        await _write(talk, step.say, number, twice=step.twice)


async def _write(
    talk: _Talk, texts: tuple[str, ...], number: int | None = None, *, twice: bool = False
) -> None:
    scenario = talk.scenario
    if scenario.typos and number is not None:
        texts = tuple(slipped(text, scenario.typos, talk.random, scenario.language) for text in texts)
    said = tuple(Said("customer", text) for text in texts)
    await _exchange(talk, said, lambda: talk.phone.write(texts, twice=twice), number)


async def _tap(talk: _Talk, wanted: str, number: int | None = None) -> None:
    """Taps what fits in the last message that can be tapped; without one, writes the first of its words instead."""
    found = choice_in(wanted, talk.exchanges)
    if found is None:
        await _write(talk, (wanted.partition("|")[0],), number)
        return
    choice, message = found
    said = (Said("customer", choice.title, "choice", message_id=message.message_id),)
    await _exchange(talk, said, lambda: talk.phone.tap(choice, message), number)


def choice_in(wanted: str, exchanges: list[Exchange]) -> tuple[Choice, Said] | None:
    """The newest button or row whose title or id the pattern fits, and its message."""
    pattern = re.compile(wanted, re.IGNORECASE)
    for exchange in reversed(exchanges):
        for message in reversed(exchange.replies):
            for choice in message.choices:
                if pattern.search(choice.title) or pattern.search(choice.id):
                    return choice, message
    return None


async def _exchange(
    talk: _Talk, said: tuple[Said, ...], act: Callable[[], Awaitable[tuple[Said, ...]]], number: int | None
) -> None:
    started = time.monotonic()
    replies = await act()
    talk.exchanges.append(Exchange(said, replies, number, time.monotonic() - started))


async def _answer(talk: _Talk, *, last_step: bool) -> None:
    """Answers for as long as the agent asks something that the customer has an answer to."""
    while not talk.ran_out and (rule := _next_rule(talk, last_step)) is not None:
        if rule.tap is not None:
            await _tap(talk, rule.tap)
        else:
            await _write(talk, rule.say, twice=rule.twice)


def _next_rule(talk: _Talk, last_step: bool) -> Rule | None:
    reply = talk.last.reply
    asked = asked_in(reply)
    for place, rule in enumerate(talk.scenario.when):
        name = f"rule {place}"
        if talk.used[name] < rule.times and _fits(rule.asks, asked, reply):
            talk.used[name] += 1
            return rule
    if not talk.scenario.is_buyer:
        return None
    wanted = [kind for kind in asked if kind != "offer" or last_step]
    wanted = [kind for kind in wanted if talk.used[kind] < _TIMES.get(kind, _TIMES_A_FIELD)]
    if not wanted:
        return None
    talk.used.update(wanted)
    return Rule(asks="", say=(_answer_to(wanted, talk.who),))


def _fits(asks: str, asked: tuple[str, ...], reply: str) -> bool:
    if asks in ASKED:
        return asks in asked
    return re.search(asks, reply, re.IGNORECASE) is not None


def _answer_to(asked: Sequence[str], who: Person) -> str:
    """One message with everything that was asked for: the place in one line, the rest each in its own."""
    answers = {kind: getattr(who, kind) for kind in asked if kind != "name"}
    if "name" in asked or {"first_name", "last_name"} <= answers.keys():
        answers = {"name": f"{who.first_name} {who.last_name}", **answers}
        answers = {
            kind: answer for kind, answer in answers.items() if kind not in {"first_name", "last_name"}
        }
    if {"city", "address"} <= answers.keys():
        answers["address"] = f"{answers.pop('city')}, {answers['address']}"
    return "\n".join(answers.values())
