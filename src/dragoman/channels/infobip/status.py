"""What Infobip's status and error numbers mean for one message of ours.

The two tables are the registry of statuses and of chat error codes; ``verdict_of`` reads a report with them.
Infobip: the status group says what became of a message, its id only refines that; ``error.permanent`` is
believed before the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dragoman.channels.base import Outcome
from dragoman.channels.infobip.decode import flag_of, integer_of, object_of, text_of


@dataclass(frozen=True, slots=True)
class Code:
    """One registered status or error.

    ``permanent`` is the registry's flag (``None``: it has none). ``retry`` is set where the flag misleads:
    ``True`` when the same content may succeed later although this failure is final, ``False`` when sending
    it unchanged never helps.
    """

    name: str
    words: str
    permanent: bool | None = None
    retry: bool | None = None
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A report, understood. ``code`` and ``reason`` are set for failures only.

    ``retry_later_ok``: a later submission of the same content, under a new message id, may succeed.
    """

    outcome: Outcome
    final: bool
    permanent: bool | None
    retry_later_ok: bool
    code: str | None = None
    reason: str | None = None


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

STATUSES: Mapping[int, Code] = {
    2: Code("DELIVERED_TO_OPERATOR", "handed to the operator", group=3),
    3: Code("PENDING_WAITING_DELIVERY", "waiting for delivery", group=1),
    4: Code("UNDELIVERABLE_REJECTED_OPERATOR", "the operator refused it", group=2),
    5: Code("DELIVERED_TO_HANDSET", "delivered", group=3),
    6: Code("REJECTED_NETWORK", "the recipient's network is not served", True, group=5),
    7: Code("PENDING_ENROUTE", "on its way", group=1),
    8: Code("REJECTED_PREFIX_MISSING", "the number's prefix is not known", True, group=5),
    9: Code("UNDELIVERABLE_NOT_DELIVERED", "it could not be delivered", group=2),
    10: Code("REJECTED_DND", "the recipient is on a do-not-disturb list", True, group=5),
    11: Code("REJECTED_SOURCE", "our number may not send", False, retry=False, group=5),
    12: Code("REJECTED_NOT_ENOUGH_CREDITS", "the account has no credit left", False, retry=False, group=5),
    13: Code("REJECTED_SENDER", "our number is not allowed on this account", False, retry=False, group=5),
    14: Code(
        "REJECTED_DESTINATION_BLOCKLISTED", "the recipient is on the account's block list", True, group=5
    ),
    15: Code("EXPIRED_EXPIRED", "it was not delivered in time", False, group=4),
    17: Code(
        "REJECTED_PREPAID_PACKAGE_EXPIRED", "the prepaid package has expired", False, retry=False, group=5
    ),
    18: Code(
        "REJECTED_DESTINATION_NOT_REGISTERED", "the trial may only reach verified numbers", True, group=5
    ),
    19: Code("REJECTED_ROUTE_NOT_AVAILABLE", "the account has no route for it", False, retry=False, group=5),
    20: Code("REJECTED_FLOODING_FILTER", "too many messages to the same number", False, group=5),
    21: Code("REJECTED_SYSTEM_ERROR", "the provider had an internal error", False, group=5),
    23: Code("REJECTED_DUPLICATE_MESSAGE_ID", "a message with this id was sent before", True, group=5),
    24: Code("REJECTED_INVALID_UDH", "its header is not valid", True, group=5),
    25: Code("REJECTED_MESSAGE_TOO_LONG", "it is too long", True, group=5),
    26: Code("PENDING_ACCEPTED", "accepted, on its way", group=1),
    29: Code("EXPIRED_DLR_UNKNOWN", "nobody reported what became of it", False, retry=False, group=4),
    31: Code("UNDELIVERABLE_NOT_SENT", "it was not sent", group=2),
    51: Code("REJECTED_MISSING_TO", "it had no recipient", True, group=5),
    52: Code("REJECTED_DESTINATION", "the recipient's number is not valid", True, group=5),
    87: Code("SIGNALS_BLOCKED", "stopped by fraud protection", True, group=5),
    100: Code("UNDELIVERABLE_REJECTED_PLATFORM", "the platform refused it", group=5),
}

ERRORS: Mapping[int, Code] = {
    7001: Code("EC_UNKNOWN_APPLICATION", "the provider's set-up for this number is incomplete", True),
    7002: Code("EC_UNKNOWN_USER", "the recipient is not on WhatsApp or cannot be reached", True),
    7003: Code("EC_BLOCKED_USER", "the recipient has blocked us", True, retry=False),
    7004: Code("EC_UNAUTHORIZED_ACCESS", "our number's credentials were refused", True),
    7005: Code("EC_FORBIDDEN_ACCESS", "our number lacks a permission", True),
    7006: Code("EC_BAD_REQUEST", "WhatsApp refused the form of the message", True),
    7007: Code("EC_ILLEGAL_TRAFFIC_TYPE", "the content does not fit the registered kind of traffic", True),
    7008: Code("EC_INVALID_TEMPLATE_ARGS", "the template's values do not fit it", True),
    7009: Code("EC_INVALID_TEMPLATE", "the template is unknown, not approved or paused", True),
    7010: Code("EC_NO_SESSION", "the customer's last message is more than 24 hours ago", True, retry=False),
    7011: Code("EC_ACCOUNT_ISSUE", "the WhatsApp business account is restricted", True),
    7012: Code("EC_DEPLOYMENT_CONFIGURATION_ERROR", "the provider's platform is misconfigured", False),
    7013: Code("EC_MEDIA_HOSTING_ERROR", "the file could not be fetched from its address", False),
    7014: Code("EC_MEDIA_UPLOAD_ERROR", "the file could not be uploaded to WhatsApp", False),
    7015: Code("EC_MEDIA_METADATA_ERROR", "the file's type or size does not fit", True),
    7016: Code("EC_SPAM_RATE", "WhatsApp restricts our number for its quality rating", True),
    7017: Code("EC_TOO_MANY_REQUESTS", "too many messages in a short time", False),
    7018: Code("EC_INTERNAL_BAD_MAPPING", "the provider had an internal error", True),
    7019: Code("EC_PROVIDER_BILLING_ERROR", "WhatsApp has a billing problem with the account", True),
    7020: Code("EC_DEVICE_REPRODUCTION", "the recipient's device cannot show it", True),
    7021: Code("EC_LIMITED_FUNCTIONALITY", "WhatsApp restricts this feature", True),
    7022: Code("EC_MEDIA_UNSUPPORTED", "the kind of file is not supported", True),
    7023: Code("EC_DATA_MISMATCH", "the data given do not match", True),
    7024: Code("EC_NOT_ALLOWED_SENDING_TIME", "sending is not allowed at this hour", False),
    7025: Code("EC_UNSUPPORTED_MOBILE_APP_VERSION", "the recipient's WhatsApp is too old to show it", True),
    7026: Code(
        "EC_MESSAGE_TYPE_EXHAUSTED", "the quota for this kind of message is used up", True, retry=True
    ),
    7027: Code("EC_BLOCKED_CONTENT", "a policy filter stopped the content", True),
    7029: Code("EC_USER_IDENTITY_CHANGED", "the recipient's identity changed and is not confirmed yet", True),
    7030: Code("EC_TEMPLATE_BLOCKED_BY_USER", "the recipient has blocked this template", True),
    7031: Code("EC_INVALID_WA_FLOW", "the flow is not published or not valid", True),
    7032: Code(
        "EC_FREQUENCY_CAPPING", "the recipient got enough marketing messages for now", True, retry=True
    ),
    7033: Code("EC_MARKETING_OPT_OUT", "the recipient stopped marketing messages", True, retry=False),
    7034: Code("EC_SENDER_NOT_REGISTERED", "our number is not registered with WhatsApp", True),
    7035: Code("EC_CALL_PERMISSION_REQUEST_FAILED", "the request to call did not go through", False),
    7036: Code("EC_TEMPLATE_NOT_SYNCED", "the template is not synchronised yet", False),
    7037: Code("EC_TEMPLATE_NOT_AVAILABLE", "the template is not available yet", False),
    7038: Code("EC_INVALID_WA_ACCOUNT_TYPE", "the WhatsApp account is of the wrong kind", True),
    7050: Code("EC_PROVIDER_INTERNAL_ERROR", "WhatsApp had an internal error", False),
    7051: Code("EC_PROVIDER_TIMEOUT", "WhatsApp did not answer in time", False),
    7052: Code("EC_PROVIDER_DR_ERROR", "WhatsApp reported a failure", True),
    7080: Code("EC_INTERNAL", "the provider had an internal error", True),
    7081: Code("EC_CONFIGURATION", "the provider's set-up for this number is wrong", True),
    7082: Code("EC_TEMPORARY_GATEWAY_ERROR", "the provider's gateway failed for a moment", True, retry=True),
    7083: Code("EC_SERVICE_NOT_ACTIVATED", "the service is not activated on the account", True),
    7084: Code("EC_MISSING_SENDER_METADATA", "the provider lacks data about our number", True),
    7102: Code("EC_PHONE_MATCHING_DISABLED", "the account cannot match phone numbers", True),
    7201: Code("EC_UNSUPPORTED_DEVICE", "the recipient's device cannot show it", True),
    7280: Code("EC_DUPLICATE_REQUEST", "the same request was sent before", True, retry=False),
    7281: Code("EC_BAD_ORIGIN", "the request came from an origin that is not allowed", True),
}

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
    return Verdict(
        outcome,
        True,
        permanent,
        retry_later_ok=_may_help(_status_code(status)) and _retry_later_ok(named, permanent),
        code=_code_name(cause, named),
        reason=named.words if named else _provider_words(cause),
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


def _code_name(cause: Mapping[str, Any], named: Code | None) -> str | None:
    return text_of(cause.get("name")) or (named.name if named else text_of(cause.get("id")))


def _provider_words(cause: Mapping[str, Any]) -> str | None:
    return text_of(cause.get("description")) or text_of(cause.get("name")) or text_of(cause.get("groupName"))


def _upper(value: Any) -> str:
    return value.strip().upper() if isinstance(value, str) else ""
