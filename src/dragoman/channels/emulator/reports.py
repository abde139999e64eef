"""The reports of a send: when each is due, drawn once at acceptance, and what each says when it goes out."""

from typing import Any

from dragoman.channels.emulator import renderer
from dragoman.channels.emulator.faults import Dice
from dragoman.channels.emulator.journal import Record
from dragoman.channels.emulator.options import Behaviour
from dragoman.channels.emulator.payloads import delivery_result, dressed, seen_result
from dragoman.channels.emulator.registry import fails
from dragoman.channels.emulator.state import Message, Push, State

_FAILURE_AFTER_S = 0.3  # delivery reports may be off; a failure is reported even so
_GAP_S = 0.001
_NONE: Record = {"d": None, "s": None}


def plan(look: Behaviour, dice: Dice, unix: float, *, failing: bool, at_once: bool = False) -> Record:
    """The parts of a ``sent`` record that say which reports there will be, when, and in which order."""
    delivered_s, seen_s = look.delivered_after_s, look.seen_after_s
    if delivered_s is None and seen_s is None and not failing:
        return _NONE
    if failing and delivered_s is None:
        delivered_s = _FAILURE_AFTER_S
    delivered = None if delivered_s is None else unix + dice.spread("delivered", delivered_s)
    seen = None if seen_s is None or failing else unix + dice.spread("seen", seen_s)
    if seen is not None and look.seen_share < 1 and dice.generator("seen_share").random() >= look.seen_share:
        seen = None
    if delivered is not None and at_once:
        delivered = unix
    if delivered is not None and seen is not None:
        return _both(look, dice, unix, delivered, seen)
    return {"d": delivered, "s": seen} | _before(look, unix, delivered)


def _both(look: Behaviour, dice: Dice, unix: float, delivered: float, seen: float) -> Record:
    if dice.strikes("seen_without_delivered"):
        return {"d": None, "s": seen, "order": "s"}
    if dice.strikes("seen_before_delivered"):
        return {"d": max(delivered, seen) + _GAP_S, "s": min(delivered, seen), "order": "sd"}
    return {"d": delivered, "s": max(seen, delivered + _GAP_S)} | _before(look, unix, delivered)


def _before(look: Behaviour, unix: float, delivered: float | None) -> Record:
    """The reports that come before the final one, where they are switched on."""
    if delivered is None or not (look.pending_report or look.operator_report):
        return {}
    times: Record = {"order": "pods"}
    if look.pending_report:
        times["p"] = unix + (delivered - unix) / 3
    if look.operator_report:
        times["o"] = unix + (delivered - unix) * 2 / 3
    return times


def result_of(push: Push, state: State, look: Behaviour) -> dict[str, Any]:
    """What goes to the webhook for a message or one of its reports, as the settings of now have it written."""
    message = push.message
    assert message is not None
    kind = push.kind.lower()
    if kind == "i":
        return inbound_of(message, look)
    extra = _extra_of(message, look)
    if kind == "s":
        seen = _seen(message, state, look)
        return renderer.seen(seen, message.key[0], extra) if _other(look) else seen | extra
    report = delivery_of(message, state, look, kind)
    if _other(look):
        return renderer.delivery(report, message.key[0], extra)
    return report | {"callbackData": extra["callbackData"]} if "callbackData" in extra else report


def inbound_of(message: Message, look: Behaviour) -> dict[str, Any]:
    """A customer's message, in its own variant if it was given one."""
    assert message.result is not None
    variant = message.record.get("variant")
    if variant:
        look = look.changed(variant)
    worn = dressed(message.result, message.at, look)
    return renderer.inbound(worn) if _other(look) else worn


def delivery_of(message: Message, state: State, look: Behaviour, kind: str = "d") -> dict[str, Any]:
    """A delivery report: pending (``p``), with the operator (``o``), or the final one."""
    status = {"p": 7, "o": 2}.get(kind, message.final)
    price = look.price_template if message.type == "template" else look.price_service
    return delivery_result(
        message_id=message.id,
        to=message.address,
        sent_at=message.at,
        done_at=_happened_at(message, kind),
        contact=state.converse(message.key).contact,
        look=look,
        status=status,
        error=message.error if kind == "d" else None,
        price=0 if kind != "d" or fails(status) else price,
        bulk_id=message.record.get("bulk", ""),
    )


def _seen(message: Message, state: State, look: Behaviour) -> dict[str, Any]:
    return seen_result(
        message_id=message.id,
        customer=message.address,
        sender=message.key[0],
        sent_at=message.at,
        seen_at=_happened_at(message, "s"),
        contact=state.converse(message.key).contact,
        look=look,
    )


def _extra_of(message: Message, look: Behaviour) -> dict[str, Any]:
    """What of the send comes back: its entity and application, and its callback data where that is on (the
    other renderer has a field for it)."""
    given: dict[str, Any] = message.record.get("given") or {}
    if look.echo_callback_data or _other(look) or "callbackData" not in given:
        return given
    return {name: value for name, value in given.items() if name != "callbackData"}


def _happened_at(message: Message, kind: str) -> float:
    due: float = message.record[kind]
    return message.at + due - message.unix


def _other(look: Behaviour) -> bool:
    return look.renderer == "MO_MESSAGES_API_JSON"
