"""What Infobip's status and error numbers mean for one message of ours.

``verdict_of`` reads a report with the two tables of ``codes``.
Infobip: the status group says what became of a message, its id only refines that; ``error.permanent`` is
believed before the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.base.remedy import Remedy
from dragoman.channels.base import Outcome
from dragoman.channels.infobip.codes import ERRORS, STATUSES, Code
from dragoman.channels.infobip.decode import flag_of, integer_of, object_of, text_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """A report, understood. ``code``, ``reason`` and ``remedy`` are set for failures only.

    ``retry_later_ok``: a later submission of the same content, under a new message id, may succeed.
    """

    outcome: Outcome
    final: bool
    permanent: bool | None
    retry_later_ok: bool
    code: str | None = None
    reason: str | None = None
    remedy: Remedy | None = None


UNCLEAR = Verdict(Outcome.UNKNOWN, final=False, permanent=None, retry_later_ok=False)
"""What is known of a message whose report cannot be understood: that something else may still come."""

FAILURES = frozenset({Outcome.FAILED, Outcome.EXPIRED, Outcome.REJECTED})

_GROUPS = {
    0: Outcome.ACCEPTED,
    1: Outcome.PENDING,
    2: Outcome.FAILED,
    3: Outcome.DELIVERED,
    4: Outcome.EXPIRED,
    5: Outcome.REJECTED,
}
_GROUP_NAMES = {
    "OK": 0,
    "ACCEPTED": 0,
    "PENDING": 1,
    "UNDELIVERABLE": 2,
    "DELIVERED": 3,
    "EXPIRED": 4,
    "REJECTED": 5,
}
_DELIVERED_TO_OPERATOR, _DELIVERED_TO_HANDSET = 2, 5

_ERRORS_BY_NAME = {code.name: code for code in ERRORS.values()}
_STATUSES_BY_NAME = {code.name: code for code in STATUSES.values()}


def verdict_of(status: Any, error: Any) -> Verdict | None:
    """What a report's ``status`` and ``error`` objects say, or ``None`` when neither can be understood."""
    status, error = object_of(status), object_of(error)
    outcome = _outcome(status, error)
    if outcome is None:
        return None
    if outcome not in FAILURES:
        permanent = flag_of(error.get("permanent")) or False
        return Verdict(outcome, _is_final(outcome, status), permanent, retry_later_ok=False)
    return _failure(outcome, status, error)


def _failure(outcome: Outcome, status: Mapping[str, Any], error: Mapping[str, Any]) -> Verdict:
    """The error explains a failure; without one, the status does."""
    if _is_error(error):
        cause, named = error, _code(error, ERRORS, _ERRORS_BY_NAME)
    else:
        cause, named = status, _status_code(status)
    permanent = flag_of(cause.get("permanent"))
    if permanent is None and named is not None:
        permanent = named.permanent
    if permanent is None and outcome is Outcome.EXPIRED:
        permanent = False
    later = _may_help(_status_code(status)) and _retry_later_ok(named, permanent)
    return Verdict(
        outcome,
        True,
        permanent,
        retry_later_ok=later,
        code=_code_name(cause, named),
        reason=named.words if named else _provider_words(cause),
        remedy=_remedy(named, _status_code(status), later=later),
    )


def _outcome(status: Mapping[str, Any], error: Mapping[str, Any]) -> Outcome | None:
    group = _group(status)
    if group is None:
        return Outcome.FAILED if _is_error(error) else None
    outcome = _GROUPS[group]
    if outcome is Outcome.DELIVERED and _is_intermediate(status):
        return Outcome.SENT
    return outcome


def _group(status: Mapping[str, Any]) -> int | None:
    """The status group, by its number, else its name, else by what the registry knows of the status."""
    number = integer_of(status.get("groupId"))
    if number in _GROUPS:
        return number
    by_name = _GROUP_NAMES.get(_upper(status.get("groupName")))
    if by_name is not None:
        return by_name
    code = _status_code(status)
    if code is not None:
        return code.group
    return _GROUP_NAMES.get(_upper(status.get("name")).partition("_")[0])


def _is_final(outcome: Outcome, status: Mapping[str, Any]) -> bool:
    """Whether a report that is no failure is the last one. Infobip: of the delivered, only the handset's is."""
    number = integer_of(status.get("id"))
    return outcome is Outcome.DELIVERED and number in {_DELIVERED_TO_HANDSET, None}


def _is_intermediate(status: Mapping[str, Any]) -> bool:
    number = integer_of(status.get("id"))
    if number is not None:
        return number == _DELIVERED_TO_OPERATOR
    return _upper(status.get("name")) == STATUSES[_DELIVERED_TO_OPERATOR].name


def _is_error(error: Mapping[str, Any]) -> bool:
    number = integer_of(error.get("id"))
    if number is not None:
        return number != 0
    return _upper(error.get("name")) not in {"", "NO_ERROR"}


def _status_code(status: Mapping[str, Any]) -> Code | None:
    return _code(status, STATUSES, _STATUSES_BY_NAME)


def _code(told: Mapping[str, Any], by_id: Mapping[int, Code], by_name: Mapping[str, Code]) -> Code | None:
    number = integer_of(told.get("id"))
    found = by_id.get(number) if number is not None else None
    return found or by_name.get(_upper(told.get("name")))


def _may_help(status: Code | None) -> bool:
    """Whether the status leaves room for another attempt: no error makes up for credit that is used up, and
    what nobody reported about may have arrived."""
    return status is None or status.retry is not False


def _retry_later_ok(named: Code | None, permanent: bool | None) -> bool:
    if named is not None and named.retry is not None:
        return named.retry
    return permanent is False


_OF_THE_STATUS = frozenset({Remedy.NOTHING, Remedy.STOP_SENDER, Remedy.STOP_RECIPIENT})


def _remedy(named: Code | None, status: Code | None, *, later: bool) -> Remedy:
    """What to do: as the error says; as the status says where the error tells nothing that stops anybody.

    Infobip: whatever the table says of an error, its own flag that it is permanent comes first.
    """
    remedy = named.remedy if named is not None else Remedy.RETRY if later else Remedy.LOOK
    if remedy in {Remedy.LOOK, Remedy.RETRY} and status is not None and status.remedy in _OF_THE_STATUS:
        return status.remedy
    return Remedy.LOOK if remedy is Remedy.RETRY and not later else remedy


def _code_name(cause: Mapping[str, Any], named: Code | None) -> str | None:
    return text_of(cause.get("name")) or (named.name if named else text_of(cause.get("id")))


def _provider_words(cause: Mapping[str, Any]) -> str | None:
    return text_of(cause.get("description")) or text_of(cause.get("name")) or text_of(cause.get("groupName"))


def _upper(value: Any) -> str:
    return value.strip().upper() if isinstance(value, str) else ""
