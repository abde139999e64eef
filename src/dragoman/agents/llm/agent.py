"""The agent that asks a language model: a chain of models, and the rules agent at its end.

What may be said is decided by the tools and the guard, not by the model. Whatever happens to a model, the customer
is answered; and what a tool has changed by then is told.
"""

import asyncio
import re
import secrets
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pydantic_ai
import structlog
from pydantic_ai import Agent as ModelAgent
from pydantic_ai import ModelRetry, RunContext, UsageLimits
from pydantic_ai.exceptions import (
    FallbackExceptionGroup,
    ModelAPIError,
    RunTimedOut,
    UnexpectedModelBehavior,
    UsageLimitExceeded,
)
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelRequest,
    ModelResponse,
    TextPart,
    UserContent,
    UserPromptPart,
)
from pydantic_ai.models import Model
from pydantic_ai.models.fallback import FallbackModel

from dragoman.agents.base import Agent, Line, Reply, Toolbox, TurnInput
from dragoman.agents.llm.desk import Check, Desk
from dragoman.agents.llm.endpoints import PASSED_ON, Endpoint
from dragoman.agents.llm.instructions import Briefing, instructions
from dragoman.agents.llm.memory import memory_of
from dragoman.agents.llm.phone_text import phone_text
from dragoman.agents.llm.senses import Sensed, sense
from dragoman.agents.llm.spending import Budget, Purse
from dragoman.agents.llm.tools import TOOLS
from dragoman.agents.llm.transcript import fenced, told, whole_turns
from dragoman.agents.llm.usage import METER, Meter
from dragoman.agents.llm.wording import order_cancelled, order_placed
from dragoman.agents.rules.index import index_of
from dragoman.agents.rules.language import Language, language_of, reply_language
from dragoman.agents.rules.ordering.show import show_details
from dragoman.agents.rules.ordering.state import Cart, kept_cart, read_cart, set_aside
from dragoman.agents.rules.say import say
from dragoman.agents.rules.scene import Scene
from dragoman.agents.rules.where_and_when import away
from dragoman.channels.compose import compose_text
from dragoman.channels.content import OutContent
from dragoman.orders.model import CartLine

pydantic_ai.BANNER_ENABLED = False
Prompt = str | list[UserContent]
log = structlog.get_logger()

_REQUESTS, _TOOL_CALLS, _TOOL_S = 6, 8, 10
_TRIES_AFTER_THE_GUARD = 2
_FAILED = (
    UnexpectedModelBehavior,
    UsageLimitExceeded,
    RunTimedOut,
    ModelAPIError,
    FallbackExceptionGroup,
)
_FINAL = (RunTimedOut, UsageLimitExceeded, FallbackExceptionGroup)
"""No other model could do better: the time, the allowance or the chain is used up."""

sales: ModelAgent[Desk, str] = ModelAgent(
    deps_type=Desk,
    output_type=str,
    name="sales",
    tools=TOOLS,
    retries={"tools": 2, "output": _TRIES_AFTER_THE_GUARD},
    tool_timeout=_TOOL_S,
)


@sales.instructions
def _briefing(run: RunContext[Desk]) -> str:
    return run.deps.briefing


@sales.output_validator
async def _grounded(run: RunContext[Desk], text: str) -> str:
    """Nothing leaves that the tools did not return: the model hears what was wrong and may try again."""
    if run.partial_output:
        return text
    desk = run.deps
    if not phone_text(text):
        raise ModelRetry("write the reply to the customer")
    if (wrong := desk.check(messages_of(desk, text), desk.turn, desk.tools)) is not None:
        desk.refused.append({"try": len(desk.refused) + 1, "why": wrong})
        raise ModelRetry(wrong)
    return text


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one turn: seconds for all requests together, tokens in and out, US dollars."""

    deadline_s: float = 25.0
    tokens: int = 60_000
    cost: Decimal = Decimal("0.10")


@dataclass(frozen=True, slots=True)
class LlmAgent:
    """Answers by the first model of ``chain`` that can, within its limits; else by ``rules``."""

    chain: tuple[Endpoint, ...]
    rules: Agent
    check: Check
    purse: Purse
    limits: Limits = field(default_factory=Limits)
    budget: Budget = field(default_factory=Budget)

    async def answer(self, turn: TurnInput, tools: Toolbox) -> Reply:
        """One reply to everything in ``turn.new``. Raises only what the tools raise."""
        if all(line.kind == "reaction" for line in turn.new):
            return await self.rules.answer(turn, tools)
        if (over := await self.purse.over(turn.tenant.id, self.budget)) is not None:
            return _with_story(await self.rules.answer(turn, tools), {"not_asked": over})
        sensed = await sense(turn, tools, sees=self.sees, hears=self.hears)
        if not sensed.readable:
            return await self.rules.answer(turn, tools)  # which says kindly what it cannot open
        meter = Meter(self.limits.tokens, self.limits.cost)
        desk = await _desk(turn, tools, self.check, sensed)
        failures: list[dict[str, str]] = []
        async with self._metered(turn, meter):
            text = await self._ask(desk, meter, failures)
        story = _story(meter, desk, failures)
        if text is not None:
            return _with_story(_reply(desk, text), story)
        return _with_story(await self._without_a_model(desk), {**story, "answered_by": "rules"})

    @property
    def sees(self) -> bool:
        """Whether one of its models is given pictures."""
        return any(endpoint.sees for endpoint in self.chain)

    @property
    def hears(self) -> bool:
        """Whether one of its models is given voice notes."""
        return any(endpoint.hears for endpoint in self.chain)

    @asynccontextmanager
    async def _metered(self, turn: TurnInput, meter: Meter) -> AsyncIterator[None]:
        """What is used inside is written down, however it ends: a turn that is stopped has cost as much."""
        token = METER.set(meter)
        try:
            yield
        finally:
            METER.reset(token)
            await asyncio.shield(self.purse.note(turn.tenant.id, meter))

    async def _ask(self, desk: Desk, meter: Meter, failures: list[dict[str, str]]) -> str | None:
        """The words of the first model that has some, ``None`` when none has."""
        history, prompt = _history(desk), _prompt(desk)
        ends_at = time.monotonic() + self.limits.deadline_s
        left = self.chain
        while left and (seconds := ends_at - time.monotonic()) > 0:
            try:
                return await _run(left, desk, prompt, history, seconds)
            except _FAILED as error:
                failed = meter.last_model or str(left[0].name)
                failures.append({"model": failed, "error": type(error).__name__})
                log.warning("model_failed", tenant=desk.turn.tenant.id, **failures[-1])
                if desk.refused or desk.has_changed_something or isinstance(error, _FINAL):
                    return None
                left = _after(left, failed)
                desk.clear()
        return None

    async def _without_a_model(self, desk: Desk) -> Reply:
        """The rules' answer; where a tool has changed something already, that is what has to be told."""
        if desk.has_changed_something:
            return _reply(desk, _done(desk))
        reply = await self.rules.answer(desk.turn, desk.tools)
        # What a refused reply had asked of people stands: its words were wrong, not that it is needed.
        actions = tuple(dict.fromkeys((*reply.actions, *desk.actions)))
        return replace(reply, actions=actions, hand_to_human=reply.hand_to_human or desk.hand_to_human)


async def _run(
    chain: Sequence[Endpoint],
    desk: Desk,
    prompt: Prompt,
    history: list[ModelMessage],
    seconds: float,
) -> str:
    """One run: the models of ``chain`` take over from each other where one is not to be had."""
    model: Model = chain[0] if len(chain) == 1 else FallbackModel(*chain, fallback_on=PASSED_ON)
    limits = UsageLimits(request_limit=_REQUESTS, tool_calls_limit=_TOOL_CALLS)
    result = await sales.run(
        prompt, deps=desk, message_history=history, model=model, usage_limits=limits, timeout=seconds
    )
    return result.output


def _after(chain: tuple[Endpoint, ...], failed: str) -> tuple[Endpoint, ...]:
    """The models that come after the one that failed."""
    names = [str(endpoint.name) for endpoint in chain]
    return chain[names.index(failed) + 1 :] if failed in names else chain[1:]


# --- before a run -----------------------------------------------------------------------------------


async def _desk(turn: TurnInput, tools: Toolbox, check: Check, sensed: Sensed) -> Desk:
    """What the run works at; what every turn needs is read before a model is asked."""
    shop = await tools.shop_info()
    tools.evidence.cite_shop(shop, source="shop_info")  # the briefing tells all of it that is confirmed
    memory, mark = memory_of(turn.state), secrets.token_hex(4)
    spoken = _spoken(turn)
    language = reply_language(spoken, turn.chatbot.languages)
    form, customer = await tools.order_form(), await tools.customer()
    briefing = instructions(Briefing(turn, shop, form, customer, memory, language, mark))
    desk = Desk(turn, tools, shop, form, memory, spoken, language, mark, briefing, check, sensed)
    desk.clear()
    return desk


def _spoken(turn: TurnInput) -> Language | None:
    before = turn.state.get("language")
    text = "\n".join(line.text or "" for line in turn.new if line.choice_id is None)
    return language_of(text[:4000], before=before if isinstance(before, str) else None)


def _history(desk: Desk) -> list[ModelMessage]:
    """The turns before this one, whole, as the model would have had them."""
    messages: list[ModelMessage] = []
    for turn in whole_turns(desk.turn.history):
        said = [line for line in turn if line.author == "customer"]
        answered = [line for line in turn if line.author != "customer"]
        asked = fenced("\n".join(told(line) for line in said), desk.mark)
        messages.append(ModelRequest(parts=[UserPromptPart(asked)]))
        if answered:
            messages.append(ModelResponse(parts=[TextPart("\n".join(map(_answered, answered)))]))
    return messages


def _answered(line: Line) -> str:
    words = line.text or f"[{line.kind}]"
    return words if line.author == "agent" else f"[written by a person of the shop] {words}"


def _prompt(desk: Desk) -> Prompt:
    """The customer's words, and the files that came with them."""
    lines = [line for line in desk.turn.new if line.kind != "reaction"]
    words = fenced("\n".join(told(line, desk.sensed.notes.get(line.seq)) for line in lines), desk.mark)
    files = [BinaryContent(file.data, media_type=file.media_type) for file in desk.sensed.files]
    return [words, *files] if files else words


# --- after it ---------------------------------------------------------------------------------------


def messages_of(desk: Desk, text: str) -> tuple[OutContent, ...]:
    """The reply as it would be sent: pictures and the place first, then the words."""
    words = phone_text(text)
    if desk.quote is not None and desk.details is not None and desk.placed is None:
        words = _with_details(words, desk.details, desk)
    if opening := _opening(desk.turn, desk.language):
        words = f"{opening} {words}"
    if desk.hand_to_human and (later := _away(desk)):
        words = f"{words}\n{later}"
    place = (desk.location,) if desk.location is not None else ()
    return (*desk.pictures, *place, *compose_text(words))


def _with_details(words: str, details: Mapping[str, str], desk: Desk) -> str:
    """What an order would store is shown whole before it is agreed to: what the model left out is said by code."""
    said = " ".join(words.casefold().split())
    if all(re.search(rf"(?<!\w){re.escape(value.casefold())}(?!\w)", said) for value in details.values()):
        return words
    body, _, question = words.rpartition("\n")
    if not question.rstrip().endswith(("?", "؟")):
        body, question = words, ""
    rows = show_details(details, desk.form, desk.language)
    return "\n".join(part for part in (body, *rows, question) if part)


def _opening(turn: TurnInput, language: str) -> str:
    """The agent's first words in a conversation say what it is, unless the shop switched that off."""
    first = not any(line.author == "agent" for line in turn.history)
    if not first or turn.chatbot.settings.get("introduce") is False:
        return ""
    name = turn.chatbot.persona.get("name")
    if isinstance(name, str) and name.strip():
        return say("intro_named", language, name=name.strip(), brand=turn.tenant.brand)
    return say("intro", language, brand=turn.tenant.brand)


def _away(desk: Desk) -> str:
    """When a person will be there, where nobody is now: said by code, whatever the model promised."""
    turn = desk.turn
    index = index_of((), brand=turn.tenant.brand)
    scene = Scene(desk.language, turn.tenant.brand, index, desk.shop)
    return away(replace(scene, at=turn.new[-1].at, zone=turn.tenant.timezone))


def _reply(desk: Desk, text: str) -> Reply:
    return Reply(
        messages=messages_of(desk, text),
        hand_to_human=desk.hand_to_human,
        actions=tuple(desk.actions),
        state=_state(desk),
        trace={
            "agent": "llm",
            "language": desk.spoken,
            "answered_in": desk.language,
            "skus": [product.sku for product in desk.shown],
        },
    )


def _state(desk: Desk) -> dict[str, Any]:
    """What the next turn needs, whichever agent answers it."""
    state = dict(desk.turn.state)
    if desk.spoken:
        state["language"] = desk.spoken
    if len(desk.shown) == 1:
        state["product"] = desk.shown[0].sku
    elif desk.shown:
        state["offered"] = [product.sku for product in desk.shown][:10]
    if desk.placed is not None:
        state["cart"] = kept_cart(Cart(number=desk.placed.number))
    elif desk.quote is not None:
        # Without the quote: the rules would show theirs before they take a yes for it.
        lines = tuple(CartLine(line.sku, line.quantity, line.variant) for line in desk.quote.lines)
        fields = {field.name for field in desk.form.fields}
        told = {name: value for name, value in desk.told.items() if name in fields}
        before = read_cart(state.get("cart")).details
        state["cart"] = kept_cart(Cart(lines, desk.quote.code, {**before, **told}))
    elif "cart" in state:
        # A yes to what was said now is no yes to a quote that the rules showed before.
        state["cart"] = kept_cart(set_aside(read_cart(state["cart"])))
    after = desk.memory.after(
        desk.shown, quote=desk.quote, details=desk.details, placed=desk.placed, language=desk.language
    )
    state["llm"] = after.plain()
    return state


def _done(desk: Desk) -> str:
    """What has happened, in the customer's language, by code."""
    said = []
    if desk.placed is not None:
        said.append(order_placed(desk.placed, desk.language))
    if desk.cancelled is not None:
        said.append(order_cancelled(desk.cancelled, desk.language))
    return "\n".join(said)


def _story(meter: Meter, desk: Desk, failures: list[dict[str, str]]) -> dict[str, Any]:
    """What is told of the models: which answered, each request, what it used, what the guard refused."""
    story: dict[str, Any] = {
        "answered_by": meter.last_model,
        "requests": meter.requests,
        "used": meter.plain(),
    }
    if desk.calls:
        story["calls"] = desk.calls
    if failures:
        story["failures"] = failures
    if desk.refused:
        story["refused"] = desk.refused
    return story


def _with_story(reply: Reply, story: Mapping[str, Any]) -> Reply:
    return replace(reply, story={**reply.story, "models": dict(story)})
