"""Infobip's registry of statuses and of chat error codes, and what is done about each.

``docs/reference/infobip.md`` prints these tables (``docs/generate.py``); ``status`` reads reports with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.base.remedy import Remedy

_RETRY, _TEMPLATE, _NOTHING = Remedy.RETRY, Remedy.TEMPLATE, Remedy.NOTHING
_RECIPIENT, _MARKETING, _SENDER = Remedy.STOP_RECIPIENT, Remedy.STOP_MARKETING, Remedy.STOP_SENDER


@dataclass(frozen=True, slots=True)
class Code:
    """One registered status or error.

    ``permanent`` is the registry's flag (``None``: it has none). ``retry`` is set where the flag misleads:
    ``True`` when the same content may succeed later although this failure is final, ``False`` when sending
    it unchanged never helps. ``remedy`` is what is done about it.
    """

    name: str
    words: str
    permanent: bool | None = None
    retry: bool | None = None
    group: int | None = None
    remedy: Remedy = Remedy.LOOK


STATUSES: Mapping[int, Code] = {
    2: Code("DELIVERED_TO_OPERATOR", "handed to the operator", group=3),
    3: Code("PENDING_WAITING_DELIVERY", "waiting for delivery", group=1),
    4: Code("UNDELIVERABLE_REJECTED_OPERATOR", "the operator refused it", group=2),
    5: Code("DELIVERED_TO_HANDSET", "delivered", group=3),
    6: Code("REJECTED_NETWORK", "the recipient's network is not served", True, group=5, remedy=_RECIPIENT),
    7: Code("PENDING_ENROUTE", "on its way", group=1),
    8: Code("REJECTED_PREFIX_MISSING", "the number's prefix is not known", True, group=5, remedy=_RECIPIENT),
    9: Code("UNDELIVERABLE_NOT_DELIVERED", "it could not be delivered", group=2),
    10: Code("REJECTED_DND", "the recipient is on a do-not-disturb list", True, group=5, remedy=_RECIPIENT),
    11: Code("REJECTED_SOURCE", "our number may not send", False, retry=False, group=5, remedy=_SENDER),
    12: Code(
        "REJECTED_NOT_ENOUGH_CREDITS",
        "the account has no credit left",
        False,
        retry=False,
        group=5,
        remedy=_SENDER,
    ),
    13: Code(
        "REJECTED_SENDER",
        "our number is not allowed on this account",
        False,
        retry=False,
        group=5,
        remedy=_SENDER,
    ),
    14: Code(
        "REJECTED_DESTINATION_BLOCKLISTED",
        "the recipient is on the account's block list",
        True,
        group=5,
        remedy=_RECIPIENT,
    ),
    15: Code("EXPIRED_EXPIRED", "it was not delivered in time", False, group=4, remedy=_RETRY),
    17: Code(
        "REJECTED_PREPAID_PACKAGE_EXPIRED",
        "the prepaid package has expired",
        False,
        retry=False,
        group=5,
        remedy=_SENDER,
    ),
    18: Code(
        "REJECTED_DESTINATION_NOT_REGISTERED",
        "the trial may only reach verified numbers",
        True,
        group=5,
        remedy=_RECIPIENT,
    ),
    19: Code(
        "REJECTED_ROUTE_NOT_AVAILABLE",
        "the account has no route for it",
        False,
        retry=False,
        group=5,
        remedy=_SENDER,
    ),
    20: Code(
        "REJECTED_FLOODING_FILTER", "too many messages to the same number", False, group=5, remedy=_RETRY
    ),
    21: Code("REJECTED_SYSTEM_ERROR", "the provider had an internal error", False, group=5, remedy=_RETRY),
    23: Code(
        "REJECTED_DUPLICATE_MESSAGE_ID",
        "a message with this id was sent before",
        True,
        group=5,
        remedy=_NOTHING,
    ),
    24: Code("REJECTED_INVALID_UDH", "its header is not valid", True, group=5),
    25: Code("REJECTED_MESSAGE_TOO_LONG", "it is too long", True, group=5),
    26: Code("PENDING_ACCEPTED", "accepted, on its way", group=1),
    29: Code("EXPIRED_DLR_UNKNOWN", "nobody reported what became of it", False, retry=False, group=4),
    31: Code("UNDELIVERABLE_NOT_SENT", "it was not sent", group=2),
    51: Code("REJECTED_MISSING_TO", "it had no recipient", True, group=5),
    52: Code("REJECTED_DESTINATION", "the recipient's number is not valid", True, group=5, remedy=_RECIPIENT),
    87: Code("SIGNALS_BLOCKED", "stopped by fraud protection", True, group=5),
    100: Code("UNDELIVERABLE_REJECTED_PLATFORM", "the platform refused it", group=5),
}

ERRORS: Mapping[int, Code] = {
    7001: Code(
        "EC_UNKNOWN_APPLICATION", "the provider's set-up for this number is incomplete", True, remedy=_SENDER
    ),
    7002: Code(
        "EC_UNKNOWN_USER", "the recipient is not on WhatsApp or cannot be reached", True, remedy=_RECIPIENT
    ),
    7003: Code("EC_BLOCKED_USER", "the recipient has blocked us", True, retry=False, remedy=_RECIPIENT),
    7004: Code("EC_UNAUTHORIZED_ACCESS", "our number's credentials were refused", True, remedy=_SENDER),
    7005: Code("EC_FORBIDDEN_ACCESS", "our number lacks a permission", True, remedy=_SENDER),
    7006: Code("EC_BAD_REQUEST", "WhatsApp refused the form of the message", True),
    7007: Code(
        "EC_ILLEGAL_TRAFFIC_TYPE",
        "the content does not fit the registered kind of traffic",
        True,
        remedy=_SENDER,
    ),
    7008: Code("EC_INVALID_TEMPLATE_ARGS", "the template's values do not fit it", True),
    7009: Code("EC_INVALID_TEMPLATE", "the template is unknown, not approved or paused", True),
    7010: Code(
        "EC_NO_SESSION",
        "the customer's last message is more than 24 hours ago",
        True,
        retry=False,
        remedy=_TEMPLATE,
    ),
    7011: Code("EC_ACCOUNT_ISSUE", "the WhatsApp business account is restricted", True, remedy=_SENDER),
    7012: Code(
        "EC_DEPLOYMENT_CONFIGURATION_ERROR", "the provider's platform is misconfigured", False, remedy=_RETRY
    ),
    7013: Code(
        "EC_MEDIA_HOSTING_ERROR", "the file could not be fetched from its address", False, remedy=_RETRY
    ),
    7014: Code("EC_MEDIA_UPLOAD_ERROR", "the file could not be uploaded to WhatsApp", False, remedy=_RETRY),
    7015: Code("EC_MEDIA_METADATA_ERROR", "the file's type or size does not fit", True),
    7016: Code("EC_SPAM_RATE", "WhatsApp restricts our number for its quality rating", True, remedy=_SENDER),
    7017: Code("EC_TOO_MANY_REQUESTS", "too many messages in a short time", False, remedy=_RETRY),
    7018: Code("EC_INTERNAL_BAD_MAPPING", "the provider had an internal error", True),
    7019: Code(
        "EC_PROVIDER_BILLING_ERROR", "WhatsApp has a billing problem with the account", True, remedy=_SENDER
    ),
    7020: Code("EC_DEVICE_REPRODUCTION", "the recipient's device cannot show it", True),
    7021: Code("EC_LIMITED_FUNCTIONALITY", "WhatsApp restricts this feature", True),
    7022: Code("EC_MEDIA_UNSUPPORTED", "the kind of file is not supported", True),
    7023: Code("EC_DATA_MISMATCH", "the data given do not match", True),
    7024: Code("EC_NOT_ALLOWED_SENDING_TIME", "sending is not allowed at this hour", False, remedy=_RETRY),
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
    7033: Code(
        "EC_MARKETING_OPT_OUT",
        "the recipient stopped marketing messages",
        True,
        retry=False,
        remedy=_MARKETING,
    ),
    7034: Code(
        "EC_SENDER_NOT_REGISTERED", "our number is not registered with WhatsApp", True, remedy=_SENDER
    ),
    7035: Code("EC_CALL_PERMISSION_REQUEST_FAILED", "the request to call did not go through", False),
    7036: Code("EC_TEMPLATE_NOT_SYNCED", "the template is not synchronised yet", False, remedy=_RETRY),
    7037: Code("EC_TEMPLATE_NOT_AVAILABLE", "the template is not available yet", False, remedy=_RETRY),
    7038: Code(
        "EC_INVALID_WA_ACCOUNT_TYPE", "the WhatsApp account is of the wrong kind", True, remedy=_SENDER
    ),
    7050: Code("EC_PROVIDER_INTERNAL_ERROR", "WhatsApp had an internal error", False, remedy=_RETRY),
    7051: Code("EC_PROVIDER_TIMEOUT", "WhatsApp did not answer in time", False, remedy=_RETRY),
    7052: Code("EC_PROVIDER_DR_ERROR", "WhatsApp reported a failure", True),
    7080: Code("EC_INTERNAL", "the provider had an internal error", True),
    7081: Code("EC_CONFIGURATION", "the provider's set-up for this number is wrong", True, remedy=_SENDER),
    7082: Code(
        "EC_TEMPORARY_GATEWAY_ERROR",
        "the provider's gateway failed for a moment",
        True,
        retry=True,
        remedy=_RETRY,
    ),
    7083: Code(
        "EC_SERVICE_NOT_ACTIVATED", "the service is not activated on the account", True, remedy=_SENDER
    ),
    7084: Code(
        "EC_MISSING_SENDER_METADATA", "the provider lacks data about our number", True, remedy=_SENDER
    ),
    7102: Code("EC_PHONE_MATCHING_DISABLED", "the account cannot match phone numbers", True),
    7201: Code("EC_UNSUPPORTED_DEVICE", "the recipient's device cannot show it", True),
    7280: Code(
        "EC_DUPLICATE_REQUEST", "the same request was sent before", True, retry=False, remedy=_NOTHING
    ),
    7281: Code("EC_BAD_ORIGIN", "the request came from an origin that is not allowed", True, remedy=_SENDER),
}
