"""Infobip's two registries: what a status id and an error code mean, and the JSON that says so. Pure."""

from typing import Any

Json = dict[str, Any]

_GROUPS = {0: "ACCEPTED", 1: "PENDING", 2: "UNDELIVERABLE", 3: "DELIVERED", 4: "EXPIRED", 5: "REJECTED"}

# Infobip: the group and the name of every status a report or an answer may carry. Id 87 exists in two groups.
STATUSES: dict[int, tuple[int, str]] = {
    2: (3, "DELIVERED_TO_OPERATOR"),
    3: (1, "PENDING_WAITING_DELIVERY"),
    4: (2, "UNDELIVERABLE_REJECTED_OPERATOR"),
    5: (3, "DELIVERED_TO_HANDSET"),
    6: (5, "REJECTED_NETWORK"),
    7: (1, "PENDING_ENROUTE"),
    8: (5, "REJECTED_PREFIX_MISSING"),
    9: (2, "UNDELIVERABLE_NOT_DELIVERED"),
    10: (5, "REJECTED_DND"),
    11: (5, "REJECTED_SOURCE"),
    12: (5, "REJECTED_NOT_ENOUGH_CREDITS"),
    13: (5, "REJECTED_SENDER"),
    14: (5, "REJECTED_DESTINATION_BLOCKLISTED"),
    15: (4, "EXPIRED_EXPIRED"),
    17: (5, "REJECTED_PREPAID_PACKAGE_EXPIRED"),
    18: (5, "REJECTED_DESTINATION_NOT_REGISTERED"),
    19: (5, "REJECTED_ROUTE_NOT_AVAILABLE"),
    20: (5, "REJECTED_FLOODING_FILTER"),
    21: (5, "REJECTED_SYSTEM_ERROR"),
    23: (5, "REJECTED_DUPLICATE_MESSAGE_ID"),
    24: (5, "REJECTED_INVALID_UDH"),
    25: (5, "REJECTED_MESSAGE_TOO_LONG"),
    26: (1, "PENDING_ACCEPTED"),
    29: (4, "EXPIRED_DLR_UNKNOWN"),
    31: (2, "UNDELIVERABLE_NOT_SENT"),
    51: (5, "REJECTED_MISSING_TO"),
    52: (5, "REJECTED_DESTINATION"),
    87: (4, "SIGNALS_BLOCKED"),
    100: (5, "UNDELIVERABLE_REJECTED_PLATFORM"),
}
REJECTED = frozenset(status for status, (group, _) in STATUSES.items() if group == 5)
"""The ids of the group REJECTED: the only ones that the answer to a send carries besides PENDING."""

_DESCRIPTIONS = {
    2: "Message delivered to operator",
    3: "Message sent, waiting for delivery report",
    5: "Message delivered to handset",
    7: "Message sent to next instance",
    9: "Message sent not delivered",
    15: "Message expired",
    26: "Message sent to next instance",
}

NO_SESSION = 7010
"""A free-form message outside the 24-hour window."""
INVALID_TEMPLATE_ARGS = 7008
INVALID_TEMPLATE = 7009
TOO_MANY_REQUESTS = 7017
"""Also what is believed to stand for WhatsApp's limit on messages to one customer."""
IDENTITY_CHANGED = 7029
MARKETING_OPT_OUT = 7033
DUPLICATE_REQUEST = 7280

# Infobip: what follows EC_; a leading ~ marks a temporary one, all others are flagged permanent.
_ERRORS = {
    7001: "UNKNOWN_APPLICATION",
    7002: "UNKNOWN_USER",
    7003: "BLOCKED_USER",
    7004: "UNAUTHORIZED_ACCESS",
    7005: "FORBIDDEN_ACCESS",
    7006: "BAD_REQUEST",
    7007: "ILLEGAL_TRAFFIC_TYPE",
    INVALID_TEMPLATE_ARGS: "INVALID_TEMPLATE_ARGS",
    INVALID_TEMPLATE: "INVALID_TEMPLATE",
    NO_SESSION: "NO_SESSION",
    7011: "ACCOUNT_ISSUE",
    7012: "~DEPLOYMENT_CONFIGURATION_ERROR",
    7013: "~MEDIA_HOSTING_ERROR",
    7014: "~MEDIA_UPLOAD_ERROR",
    7015: "MEDIA_METADATA_ERROR",
    7016: "SPAM_RATE",
    TOO_MANY_REQUESTS: "~TOO_MANY_REQUESTS",
    7018: "INTERNAL_BAD_MAPPING",
    7019: "PROVIDER_BILLING_ERROR",
    7020: "DEVICE_REPRODUCTION",
    7021: "LIMITED_FUNCTIONALITY",
    7022: "MEDIA_UNSUPPORTED",
    7023: "DATA_MISMATCH",
    7024: "~NOT_ALLOWED_SENDING_TIME",
    7025: "UNSUPPORTED_MOBILE_APP_VERSION",
    7026: "MESSAGE_TYPE_EXHAUSTED",
    7027: "BLOCKED_CONTENT",
    IDENTITY_CHANGED: "USER_IDENTITY_CHANGED",
    7030: "TEMPLATE_BLOCKED_BY_USER",
    7031: "INVALID_WA_FLOW",
    7032: "FREQUENCY_CAPPING",
    MARKETING_OPT_OUT: "MARKETING_OPT_OUT",
    7034: "SENDER_NOT_REGISTERED",
    7035: "~CALL_PERMISSION_REQUEST_FAILED",
    7036: "~TEMPLATE_NOT_SYNCED",
    7037: "~TEMPLATE_NOT_AVAILABLE",
    7038: "INVALID_WA_ACCOUNT_TYPE",
    7050: "~PROVIDER_INTERNAL_ERROR",
    7051: "~PROVIDER_TIMEOUT",
    7052: "PROVIDER_DR_ERROR",
    7080: "INTERNAL_ERROR",
    7081: "CONFIGURATION_ERROR",
    7082: "TEMPORARY_GATEWAY_ERROR",
    7083: "SERVICE_NOT_ACTIVATED",
    7084: "MISSING_SENDER_METADATA",
    7102: "PHONE_MATCHING_DISABLED",
    7201: "UNSUPPORTED_DEVICE",
    DUPLICATE_REQUEST: "DUPLICATE_REQUEST",
    7281: "BAD_ORIGIN",
}
ERROR_CODES = frozenset(_ERRORS)

# Which status goes with which code is not documented. What the platform refuses is REJECTED here, what fails
# at the recipient UNDELIVERABLE: a client should be indifferent.
_REFUSED_BY_PLATFORM = frozenset(
    {7001, 7004, 7005, 7006, 7007, 7008, 7009, 7011, 7018, 7019, 7031, 7034, 7038}
    | {7080, 7081, 7083, 7084, 7280, 7281}
)
_NO_ERROR = {
    "groupId": 0,
    "groupName": "OK",
    "id": 0,
    "name": "NO_ERROR",
    "description": "No Error",
    "permanent": False,
}


def _status_json(status_id: int) -> Json:
    group, name = STATUSES[status_id]
    words = name.removeprefix(f"{_GROUPS[group]}_").replace("_", " ").capitalize()
    return {
        "groupId": group,
        "groupName": _GROUPS[group],
        "id": status_id,
        "name": name,
        "description": _DESCRIPTIONS.get(status_id, words),
    }


_STATUS_JSON = {status_id: _status_json(status_id) for status_id in STATUSES}
PENDING = _STATUS_JSON[7]
PENDING_EVENT = _STATUS_JSON[26] | {"name": "PENDING_ACCEPTED"}


def status_json(status_id: int) -> Json:
    """A status as answers and reports show it. Raises ``KeyError`` for an id that Infobip does not have."""
    return _STATUS_JSON[status_id]


def status_for(error: int | None) -> int:
    """The status that goes with an error code in a report: delivered to the handset when there is none."""
    if not error:
        return 5
    return 100 if error in _REFUSED_BY_PLATFORM else 9


def fails(status_id: int) -> bool:
    """Whether a message with this status was not and will not be delivered."""
    return STATUSES[status_id][0] in {2, 4, 5}


def error_json(code: int | None) -> Json:
    """An error code as reports show it; any number is taken, known or not."""
    if not code:
        return _NO_ERROR
    name = _ERRORS.get(code, "UNKNOWN_ERROR")
    words = name.lstrip("~")
    return {
        "groupId": 3 if code in _REFUSED_BY_PLATFORM else 2,
        "groupName": "OPERATOR_ERRORS" if code in _REFUSED_BY_PLATFORM else "USER_ERRORS",
        "id": code,
        "name": f"EC_{words}",
        "description": words.replace("_", " ").capitalize(),
        "permanent": not name.startswith("~"),
    }
