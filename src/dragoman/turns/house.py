"""What is answered by rule, whichever agent is on duty: messages that were taken back, and who wants no advertising."""

from dataclasses import replace

from dragoman.agents.base import Line, Reply, TurnInput
from dragoman.agents.rules.language import language_of, reply_language
from dragoman.agents.rules.say import say
from dragoman.channels.compose import compose_text
from dragoman.turns.opt_out import language_of_opt_out, means_opt_out

DELETED_BY_CUSTOMER = "deleted_by_customer"
REACTION = "reaction"


def before_the_agent(turn: TurnInput) -> tuple[Reply | None, TurnInput | None]:
    """What the house says itself, and what is left for the agent to answer: one of the two at least.

    A message that the customer took back is answered by nobody. Who says nothing but STOP is told once that it was
    heard; that it is heeded was written down when the message came (see ``asides``).
    """
    heard = [line for line in turn.new if line.kind != "deleted"]
    out = [line for line in heard if _opts_out(line)]
    rest = [line for line in heard if line not in out]
    if any(line.kind != "reaction" for line in rest):
        return (_heard(turn, out) if out else None), replace(turn, new=tuple(rest), history=_kept(turn))
    if out:
        return _heard(turn, out), None
    if rest and len(rest) == len(turn.new):
        return None, turn  # reactions alone: the agent knows
    reason = REACTION if rest else DELETED_BY_CUSTOMER
    return Reply(state=dict(turn.state), no_reply_reason=reason, trace={"agent": "house"}), None


def both(house: Reply, agent: Reply) -> Reply:
    """The house's words, then the agent's."""
    return replace(agent, messages=(*house.messages, *agent.messages), no_reply_reason=None)


def _kept(turn: TurnInput) -> tuple[Line, ...]:
    return tuple(line for line in turn.history if line.kind != "deleted")


def _opts_out(line: Line) -> bool:
    return line.kind in {"text", "choice"} and means_opt_out(line.text)


def _heard(turn: TurnInput, lines: list[Line]) -> Reply:
    said, before = lines[-1].text or "", turn.state.get("language")
    spoken = language_of_opt_out(said) or language_of("", before=before if isinstance(before, str) else None)
    language = reply_language(spoken, turn.chatbot.languages)
    text = say("opted_out", language, brand=turn.tenant.brand)
    return Reply(
        messages=compose_text(text), state=dict(turn.state), trace={"agent": "house", "opted_out": True}
    )
