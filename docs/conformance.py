"""The conformance table: what Infobip has, whether Dragoman speaks it, and which tests prove it.

The rows come from the code's own registries, so that a type, a path or a fault that is added becomes a row that
wants a test. What no registry holds (rules, and what is not supported) is written out here. The tests say
themselves which rows they prove:

    @pytest.mark.conforms("in:TEXT", "fault:cut")         rows by their ids; "send:*" for all that begin so
    @pytest.mark.conforms(payloads="tests/payloads/*.json")   the rows that these payloads are read into

They are read from the source, not run. ``python docs/generate.py`` writes the page;
``tests/contracts/test_conformance.py`` fails when a supported row has no test or a mark names no row.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, get_args

from dragoman.channels.base import Inbound, Notice, Outcome, Receipt, SendOptions
from dragoman.channels.content import CONTENTS
from dragoman.channels.emulator.faults import Faults
from dragoman.channels.emulator.operations import OPERATIONS
from dragoman.channels.emulator.options import Behaviour
from dragoman.channels.emulator.validate import KINDS
from dragoman.channels.infobip.content import _FORMS as FORMS
from dragoman.channels.infobip.message import _NAMES as TYPES
from dragoman.channels.infobip.message import is_known_type
from dragoman.channels.infobip.neutral import _TOLD_OF_INBOUND as PARTS
from dragoman.channels.infobip.neutral import neutral
from dragoman.channels.infobip.parse import parse
from dragoman.channels.template import TemplateButton, TemplateHeader
from dragoman.doors.origin import ALGORITHMS

ROOT = Path(__file__).resolve().parents[1]
SHOWN = 3

_HEAD = """\
# Conformance

Written by `docs/generate.py` from the code's registries and from the marks of the tests (`docs/conformance.py`): change
those, not this page. What each thing means for Dragoman is in [Infobip, as spoken today](infobip.md) and
[the emulator](emulator.md).

Supported is *yes* when at least one test in this repository proves it; *no* comes with the reason in a word.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One type, endpoint or behaviour.

    ``no`` is why it is not supported. ``names`` are tests that prove it and bear no mark, as ``file::test``.
    """

    id: str
    what: str
    no: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under one heading."""

    title: str
    column: str
    rows: tuple[Row, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """One ``conforms`` of one test: the rows that it names, and those that payloads are read into, with their files."""

    test: str
    named: tuple[str, ...]
    read: Mapping[str, tuple[str, ...]]

    @property
    def rows(self) -> frozenset[str]:
        """Every row that the test proves."""
        return frozenset([*_matching(self.named), *self.read])

    def told(self, row_id: str) -> str:
        """The test as the table names it beside a row."""
        name = f"`{self.test.partition('::')[2]}`"
        files = self.read.get(row_id, ())
        if row_id in self.named or not files:
            return name
        more = " …" if len(files) > SHOWN else ""
        return f"{name} ({', '.join(f'`{file}`' for file in files[:SHOWN])}{more})"


# --- the rows: messages and reports that come in ----------------------------------------------------

_ONLY_THERE = ("BUTTON_REPLY", "FILE", "FLOW_RESPONSE", "LIST_REPLY", "PAYMENT_RESPONSE")
"""Words of the other renderer that are no types of the usual one."""

MESSAGES_API = (*_ONLY_THERE, "AUDIO", "DOCUMENT", "IMAGE", "LOCATION", "REACTION", "TEXT", "VIDEO")
"""The words of the other renderer."""

_PARTS = {
    "received_at_utc": "the time, with every way to write an offset",
    "phone_number": "a phone in the contact",
    "callback_data": "`callbackData` of the message that is answered",
    "keyword": "the keyword that routed it",
    "paired_message_id": "the message that Infobip pairs it with",
    "entity_id": "the account's entity",
    "application_id": "the account's application",
    "context_from": "who wrote what is quoted",
    "context_group_id": "the group",
    "referred_product": "the product it was asked from",
    "referral": "the advertisement or post that led here",
    "referral_headline": "its headline",
    "referral_body": "its words",
    "referral_media_type": "its picture or film",
    "identity_hash": "the identity",
    "payload": "what we put behind a template's button",
}

_IN_BESIDES = (
    Row("in:unknown", "a type that nobody has heard of, or none"),
    Row("in:user id only", "a customer without a phone number"),
    Row("in:old forms", "payloads without `integrationType`, contact or ids as text"),
    Row("in:batch", "many results in one webhook, kinds and shops mixed"),
    Row("in:anything", "any bytes at all"),
)


def _message_rows() -> tuple[Row, ...]:
    return (
        *(Row(f"in:{word}", f"`{word}`") for word in sorted(TYPES.keys() - set(_ONLY_THERE))),
        *_IN_BESIDES,
    )


def _renderer_rows() -> tuple[Row, ...]:
    return tuple(Row(f"api:{word}", f"`{word}`") for word in sorted(MESSAGES_API))


def _part_rows() -> tuple[Row, ...]:
    quoted = Row("part:context_message_id", "`context_message_id`: the message that is quoted")
    return (quoted, *(Row(f"part:{name}", f"`{name}`: {_PARTS[name]}") for name in PARTS))


_EVENTS = (
    Row("event:delivery", "`delivery`, by `status`"),
    Row("event:seen", "`seen`, by `seenAt`"),
    Row("event:deleted", "`deleted`, by `deletedAt`"),
    Row("event:api DELIVERY", "`event` `DELIVERY` of the Messages API"),
    Row("event:api SEEN", "`event` `SEEN` of the Messages API"),
    Row("event:TEMPLATE_STATUS_UPDATE", "`template_update`, `TEMPLATE_STATUS_UPDATE`"),
    Row("event:TEMPLATE_CATEGORY_UPDATE", "`template_update`, `TEMPLATE_CATEGORY_UPDATE`"),
    Row("event:TEMPLATE_QUALITY_UPDATE", "`template_update`, `TEMPLATE_QUALITY_UPDATE`"),
    Row("event:identity_change", "`identity_change`, by `user_identity_changed`"),
    Row("event:payment", "`payment`"),
    Row("event:marketing stop", "`marketing_preference`, `stop`"),
    Row("event:marketing resume", "`marketing_preference`, `resume`"),
    Row("event:unsupported", "whatever is none of these: kept, 200"),
    Row("event:none", "empty `results`: 200, nothing kept"),
    Row("event:another channel", "other channels' events: never taken for WhatsApp's"),
    Row("event:calls", "voice call events", no="calls"),
    Row("event:BUSINESS_APP", "`BUSINESS_APP_*` events of a number that a phone shares", no="coexistence"),
    Row("event:BILLING", "`BILLING`, `CLICK`, `ACCOUNT_*` events: kept, not read", no="account"),
)

_STATUSES = (
    Row("status:groups", "every group, and the ids that differ from their group"),
    Row("status:registry", "every status id and error code of Infobip's lists"),
    Row("status:unheard of", "a status that nobody knows moves nothing"),
)


def _status_rows() -> tuple[Row, ...]:
    known = (one for one in Outcome if one not in (Outcome.UNKNOWN, Outcome.DELETED))
    return (*(Row(f"outcome:{one.value}", f"`{one.value}`") for one in known), *_STATUSES)


# --- the rows: what goes out ------------------------------------------------------------------------

_NOT_SENT = {
    "interactive/voice-button": "calls",
    "interactive/call-permission-request": "calls",
    "interactive/in-thread-authentication-request": "authentication",
    "interactive/order-details": "payments",
    "interactive/order-status": "payments",
}


def _send_rows() -> tuple[Row, ...]:
    path_of = {content: path for content, (path, _) in FORMS.items()}
    sent = [
        Row(f"send:{path_of[content]}", f"`{path_of[content]}` ({content.__name__})")
        for content in CONTENTS.values()
    ]
    left = sorted(KINDS - set(path_of.values()))
    return (*sent, *(Row(f"send:{path}", f"`{path}`", no=_NOT_SENT[path]) for path in left))


def _template_rows() -> tuple[Row, ...]:
    headers = [
        Row(f"template:{one.kind} header", f"header: {one.kind}".replace("_", " "))
        for one in get_args(TemplateHeader)
    ]
    buttons = [
        Row(f"template:{one.kind} button", f"button: {one.kind}".replace("_", " "))
        for one in get_args(TemplateButton)
    ]
    return (
        Row("template:body", "body with placeholders"),
        *headers,
        *buttons,
        Row("template:cards", "carousel"),
        Row("template:offer", "limited-time offer"),
        Row("template:sms", "SMS failover"),
        Row("template:order status", "order status", no="payments"),
        Row("template:bulk", "several recipients in one request", no="marketing"),
    )


_OPTIONS = {
    "reply_to": "`context`: a quotation",
    "callback_data": "`callbackData`",
    "notify_url": "`notifyUrl`",
    "shorten_url": "`urlOptions.shortenUrl`",
    "track_clicks": "`urlOptions.trackClicks`",
    "tracking_url": "`urlOptions.trackingUrl`",
    "remove_protocol": "`urlOptions.removeProtocol`",
    "custom_domain": "`urlOptions.customDomain`",
    "entity_id": "`entityId`",
    "application_id": "`applicationId`",
}


def _option_rows() -> tuple[Row, ...]:
    return (
        *(Row(f"with:{one.name}", _OPTIONS[one.name]) for one in fields(SendOptions)),
        Row("with:message_id", "`messageId` of our own"),
        Row("with:user id", "`to` a business-scoped user id"),
        Row("with:limits", "every limit is checked before anything is stored or sent"),
    )


_ANSWERS = (
    Row("answer:accepted", "200, accepted"),
    Row("answer:rejected", "200 with a status of the group REJECTED"),
    Row("answer:duplicate", "our own id reported as a duplicate: status 23, error 7280, 400"),
    Row("answer:classic", "errors of the classic form (`requestError`)"),
    Row("answer:new", "errors of the newer form (`errorCode`)"),
    Row("answer:third", "errors of the third form (`error`)"),
    Row("answer:xml", "errors in XML"),
    Row("answer:html", "HTML of a gateway"),
    Row("answer:empty", "an empty body"),
    Row("answer:truncated", "a body that is cut off"),
    Row("answer:account", "401, 402, 403, a redirect: the account's problem"),
    Row("answer:429", "429 with `Retry-After`, in seconds or as a date"),
    Row("answer:unknown", "500, 502, 504, time-out, a cut: nobody knows"),
    Row("answer:not sent", "no connection, no name, no TLS: surely not sent"),
)


# --- the rows: other calls --------------------------------------------------------------------------

# Some rows name their tests here: tests of a whole way through, which prove more than one row.


def _named(id: str, what: str, *names: str) -> Row:
    return Row(id, what, None, tuple(f"tests/{name}" for name in names))


_CALLS: Mapping[str, Row] = {
    row.id.removeprefix("call:"): row
    for row in (
        Row("call:events", "`POST /whatsapp/1/events`: typing"),
        Row("call:read", "`POST …/message/{id}/read`: mark as read"),
        _named(
            "call:media_get",
            "`GET …/media/{id}`: a customer's file",
            "rooms/test_infobip_files.py::test_a_file_is_asked_for_and_fetched_with_the_key",
            "rooms/test_infobip_files.py::test_the_emulators_files_are_fetched_as_infobips_are",
            "journeys/test_files.py::test_what_a_customer_sends_is_kept_and_answered",
        ),
        _named(
            "call:media_head",
            "`HEAD …/media/{id}`: its type and size",
            "rooms/test_infobip_files.py::test_a_file_that_says_it_is_too_large_is_not_asked_for",
            "rooms/test_infobip_files.py::test_a_head_that_is_refused_decides_nothing",
        ),
        Row("call:media_delete", "`DELETE …/media`", no="expires"),
        _named(
            "call:template_list",
            "`GET /whatsapp/2/senders/{sender}/templates`",
            "rooms/test_infobip_account.py::test_templates_are_listed_with_the_number_s_own_key_and_as_json",
            "rooms/templates/test_templates.py::test_what_the_provider_says_replaces_what_is_kept",
        ),
        _named(
            "call:template_create",
            "`POST /whatsapp/2/senders/{sender}/templates`",
            "rooms/test_infobip_account.py::test_a_template_is_submitted_found_and_deleted",
            "rooms/templates/test_templates.py::test_a_template_is_submitted_from_a_file_and_known_at_once",
        ),
        _named(
            "call:template_get",
            "`GET /whatsapp/2/senders/{sender}/templates/{id}`",
            "rooms/test_infobip_account.py::test_a_template_is_submitted_found_and_deleted",
        ),
        _named(
            "call:template_delete",
            "`DELETE /whatsapp/2/senders/{sender}/templates/{name}`",
            "rooms/test_infobip_account.py::test_a_template_is_submitted_found_and_deleted",
            "rooms/templates/test_templates.py::test_a_template_is_deleted_only_when_told_twice",
        ),
        _named(
            "call:template_search",
            "`GET /whatsapp/1/templates`, page by page",
            "rooms/test_infobip_account.py::test_an_account_without_the_newer_call_is_asked_page_by_page",
        ),
        Row("call:template_edit", "`PATCH /whatsapp/2/senders/{sender}/templates/{id}`", no="resubmit"),
        Row("call:template_list_v1", "`GET /whatsapp/1/senders/{sender}/templates`", no="older"),
        Row("call:template_create_v1", "`POST /whatsapp/1/senders/{sender}/templates`", no="older"),
        Row("call:template_delete_v1", "`DELETE /whatsapp/1/senders/{sender}/templates/{name}`", no="older"),
        _named(
            "call:quality",
            "`GET /whatsapp/1/senders/quality`",
            "rooms/test_infobip_account.py::test_how_a_number_stands_is_told",
            "rooms/test_doctor_sender.py::test_how_the_number_stands_is_judged",
        ),
        Row("call:business_get", "`GET …/business-info`", no="portal"),
        Row("call:business_patch", "`PATCH …/business-info`", no="portal"),
        Row("call:identity_get", "`GET …/contacts/{customer}/identity`", no="optional"),
        Row("call:identity_put", "`PUT …/contacts/{customer}/identity`", no="optional"),
        Row("call:reports", "`GET /messages-api/1/reports`", no="webhook"),
        Row("call:inbound", "`GET /messages-api/1/inbound`", no="webhook"),
    )
}
_NOT_CALLED = (
    Row("call:messages-api", "`POST /messages-api/1/messages`: sends of the Messages API", no="classic"),
    Row("call:subscriptions", "`/subscriptions/1/…`: subscriptions", no="once"),
    Row("call:inbound-config", "`/resource-management/1/inbound-message-configurations`", no="once"),
    Row("call:registration", "`/whatsapp/1/embedded-signup/…`: registration of senders", no="portal"),
    Row("call:flows", "`/whatsapp/1/senders/{sender}/flows`: making flows", no="portal"),
    Row("call:calls", "WhatsApp calls", no="calls"),
    Row("call:payments", "`…/payments/…`: payments of India and Brazil", no="payments"),
    Row("call:conversions", "`/whatsapp/1/conversions`", no="advertising"),
    Row("call:platform", "`/provisioning/1/…`: applications and entities", no="once"),
    Row("call:auth", "sessions and OAuth 2 towards Infobip (an API key is used)", no="key"),
)


def _call_rows() -> tuple[Row, ...]:
    return (*(_CALLS[name] for name in OPERATIONS if name != "message"), *_NOT_CALLED)


_MEDIA = (
    _named(
        "media:key",
        "the key is shown to the configured host alone, over HTTPS",
        "pure/test_file_addresses.py::test_nobody_else_is_asked_and_nothing_else",
        "rooms/test_infobip_files.py::test_a_link_to_another_host_is_never_asked",
    ),
    _named(
        "media:redirects",
        "redirects are followed without the key, never to a private address",
        "rooms/test_infobip_files.py::test_a_redirect_is_followed_over_https_without_the_key",
        "rooms/test_infobip_files.py::test_a_redirect_to_a_name_that_is_not_public_is_never_connected_to",
    ),
    _named(
        "media:limits",
        "size and type are limited, whatever the file says of itself",
        "rooms/test_infobip_files.py::test_a_file_that_does_not_say_how_large_it_is_is_cut_off",
        "pure/test_sniff.py::test_a_document_may_be_anything_but_a_program_and_the_others_what_they_say",
    ),
    _named(
        "media:sniffed",
        "what a file is, is told by its bytes",
        "pure/test_sniff.py::test_a_file_is_what_its_bytes_say",
    ),
    _named(
        "media:kept",
        "kept by what it is, behind the shop's wall",
        "rooms/test_customer_files.py::test_the_same_bytes_are_kept_once",
        "rooms/test_customer_files.py::test_another_shops_files_are_its_own",
    ),
    _named(
        "media:job",
        "fetched by a job soon after it came, and again until it cannot be had",
        "rooms/test_customer_files.py::test_a_file_is_fetched_and_kept_and_the_customer_is_answered",
        "rooms/test_customer_files.py::test_a_file_that_cannot_be_had_now_is_asked_for_again_later",
    ),
    _named(
        "media:out",
        "files of the shop's own leave by short-lived signed addresses",
        "journeys/test_files.py::test_a_file_of_the_shop_is_fetched_by_its_short_lived_address",
        "pure/test_file_links.py::test_nothing_of_an_address_can_be_changed",
    ),
)
_TEMPLATES = (
    _named(
        "templates:kept",
        "kept by number, with status and quality",
        "rooms/templates/test_templates.py::test_what_the_provider_says_replaces_what_is_kept",
        "rooms/templates/test_templates.py::test_two_shops_of_one_account_keep_what_is_theirs",
    ),
    _named(
        "templates:checked",
        "a send is held against its definition before it leaves",
        "rooms/templates/test_template_sends.py::test_what_does_not_fit_is_refused_before_it_is_queued",
        "pure/test_template_definition.py::test_whatever_can_be_filled_fits",
    ),
    _named(
        "templates:sent",
        "sent by a person after the 24 hours",
        "rooms/templates/test_template_sends.py::test_a_person_sends_a_template_long_after_the_customer_wrote",
        "journeys/test_templates.py::test_a_person_writes_with_a_template_a_day_later_and_the_customer_answers_it",
    ),
    _named(
        "templates:instead",
        "the shop's own instead of a reply that came too late",
        "rooms/templates/test_template_sends.py::test_the_shop_s_template_goes_out_once_instead",
    ),
    _named(
        "templates:doctor",
        "`dragoman doctor --sender`: key, scopes, number, templates, webhook",
        "rooms/test_doctor_sender.py::test_a_number_that_works_has_nothing_wrong",
        "rooms/test_doctor_sender.py::test_each_scope_that_is_missing_has_its_line",
    ),
)

_RULES = (
    Row("rule:window", "nothing free-form leaves after the 24 hours"),
    Row("rule:pair", "one customer is sent about a message in six seconds beyond a burst, across processes"),
    Row("rule:joined", "a reply that would exceed it is joined into fewer messages"),
    Row("rule:rate", "a number keeps its rate"),
    Row("rule:shared rate", "processes divide it among themselves"),
    Row("rule:forward", "a status moves forward only, in whatever order reports come"),
    Row("rule:early", "a report that comes before its message is kept and applied"),
    Row("rule:once", "a webhook that comes again is stored and answered once"),
    Row("rule:unknown", "a send whose outcome nobody knows is never repeated blindly"),
    Row("rule:codes", "each code has its words and says whether trying later may help"),
    Row("rule:two ids", "phone and user id of one customer become one contact"),
    _named(
        "rule:remedies",
        "each code says what to do: again later, a template, stop this customer, stop this number",
        "pure/test_remedies.py::test_the_tables_are_as_wanted",
        "pure/test_remedies.py::test_a_report_says_what_helps",
        "journeys/test_failed_sends.py::test_a_number_whose_account_is_in_trouble_waits_until_it_is_started_again",
    ),
    _named(
        "rule:draft order",
        "a cart becomes a draft order by the catalogue's prices",
        "journeys/test_kinds.py::test_a_cart_becomes_a_draft_order_by_the_catalogues_prices",
        "journeys/test_kinds.py::test_a_cart_that_comes_twice_is_one_order",
    ),
    _named(
        "rule:notices",
        "preferences, identities, payments, deletions and templates' events come to something",
        "journeys/test_asides.py::test_a_preference_is_remembered_and_an_older_one_changes_nothing",
        "journeys/test_asides.py::test_a_changed_identity_and_a_payment_are_told_to_a_person_once",
        "journeys/test_asides.py::test_a_message_that_was_taken_back_has_no_words_any_more",
    ),
)


# --- the rows: proofs -------------------------------------------------------------------------------


def _proof_rows() -> tuple[Row, ...]:
    return (
        Row("proof:token", "a token in the path (`WEBHOOK_TOKEN`)"),
        Row("proof:basic", "Basic (`WEBHOOK_USERNAME`)"),
        Row("proof:header", "a static header (`WEBHOOK_HEADER_NAME`)"),
        Row("proof:oauth", "OAuth 2 bearer (`WEBHOOK_OAUTH_CLIENT_ID`)"),
        *(Row(f"proof:{name}", f"HMAC, `{name}` (`WEBHOOK_HMAC_SECRET`)") for name in ALGORITHMS),
        Row("proof:base64", "HMAC in base64"),
        Row("proof:prefix", "HMAC with a prefix, and without"),
        Row("proof:raw", "HMAC over the raw bytes"),
        Row("proof:timestamp", "HMAC over a timestamp and the body, with a tolerance"),
        Row("proof:networks", "source networks (`WEBHOOK_SOURCES`)"),
        Row("proof:proxies", "behind proxies of our own (`WEBHOOK_PROXIES`)"),
        Row("proof:all", "several at once: each must be right"),
        Row("proof:rotation", "two secrets at once, while one is replaced"),
        Row("proof:own", "a secret of one number's own, which speaks for no other"),
        Row("proof:required", "without any, no start in production or with a key"),
        Row("proof:mtls", "mTLS", no="proxy"),
    )


# --- the rows: the emulator -------------------------------------------------------------------------


def _endpoint_rows() -> tuple[Row, ...]:
    return (
        *(Row(f"emulator:{kind}", f"`POST …/message/{kind}`") for kind in sorted(KINDS)),
        *(
            Row(f"emulator:{name}", _CALLS[name].what.partition(": ")[0])
            for name in OPERATIONS
            if name != "message"
        ),
        Row("emulator:session", "`POST`, `DELETE /auth/1/session`"),
        Row("emulator:oauth2", "`POST /auth/1/oauth2/token`"),
    )


_CHECKLIST = (
    Row("check:schemes", "1 the four schemes of authorization; 401"),
    Row("check:scopes", "1 scopes and senders of a key; 403"),
    Row("check:validation", "2 all violations at once, in Infobip's words"),
    Row("check:acceptance", "3 accepted under the given id, or one that is made; `bulkId`"),
    Row("check:window", "4 the 24 hours, by a clock that can be moved"),
    Row("check:recipients", "5 magic recipients and rules: every code, status and HTTP error"),
    Row("check:duplicates", "6 five policies for a repeated `messageId`"),
    Row("check:types", "7 every type of message, in both renderers"),
    Row("check:old forms", "7 payloads as they came years ago"),
    Row("check:reports", "8 reports: to `notifyUrl` or the webhook, delayed, early, alone"),
    Row("check:batches", "8 pushes twice, out of order, in batches that mix shops"),
    Row("check:retries", "9 retries after 1 + n² minutes, scaled, then dropped"),
    Row("check:proofs", "10 proofs: none, Basic, header, HMAC, Exchange, OAuth 2, a wrong one"),
    Row("check:media", "11 files: redirect, retention, wrong type, oversize, slow"),
    Row("check:templates", "12 templates with reviews and events"),
    Row("check:pulls", "12 reports are pulled once"),
    Row("check:throttles", "13 the published limits, 429 in the family's form"),
    Row("check:pair", "14 a burst to one customer: 7017"),
    Row("check:user ids", "15 customers without a phone number"),
    Row("check:events", "events of customers and of the account, in the published shape"),
    Row("check:senders", "senders that are banned, restricted, limited or not registered"),
    Row("check:xml", "errors in XML"),
    Row("check:seed", "the same seed brings the same faults"),
    Row("check:scenario", "a file scripts a whole day"),
    Row("check:journal", "what was answered for survives a kill"),
    Row("check:nonsense", "any JSON and any header is answered"),
    Row("check:suite", "one suite for the emulator and the real API"),
)


def _fault_rows() -> tuple[Row, ...]:
    return tuple(Row(f"fault:{one.name}", f"`{one.name}`") for one in fields(Faults))


def _setting_rows() -> tuple[Row, ...]:
    return tuple(Row(f"setting:{one.name}", f"`{one.name}`") for one in fields(Behaviour))


@cache
def sections() -> tuple[Section, ...]:
    """The whole table."""
    return (
        Section("Messages in: `MO_OTT_CONTACT`", "Type", _message_rows()),
        Section("Messages in: `MO_MESSAGES_API_JSON`", "Type", _renderer_rows()),
        Section("What comes with a message", "Name in `dragoman hooks parse`", _part_rows()),
        Section("Reports and events", "Kind", _EVENTS),
        Section("What became of a message", "Outcome", _status_rows()),
        Section("Messages out", "Path behind `/whatsapp/1/message/`", _send_rows()),
        Section("Templates out", "Part", _template_rows()),
        Section("What goes with a message", "Field", _option_rows()),
        Section("Answers to a send", "Answer", _ANSWERS),
        Section("Other calls", "Endpoint", _call_rows()),
        Section("Files", "Behaviour", _MEDIA),
        Section("Templates", "Behaviour", _TEMPLATES),
        Section("Rules", "Behaviour", _RULES),
        Section("How a webhook proves where it comes from", "Means", _proof_rows()),
        Section("Emulator: endpoints", "Endpoint", _endpoint_rows()),
        Section("Emulator: behaviour", "Checklist", _CHECKLIST),
        Section("Emulator: faults", "Fault", _fault_rows()),
        Section("Emulator: settings", "Setting", _setting_rows()),
    )


def rows() -> dict[str, Row]:
    """Every row by its id."""
    return {row.id: row for section in sections() for row in section.rows}


# --- the tests --------------------------------------------------------------------------------------


@cache
def marks() -> tuple[Mark, ...]:
    """Every ``conforms`` of every test, in the order of files and lines."""
    return tuple(mark for path in sorted((ROOT / "tests").rglob("test_*.py")) for mark in _marks_in(path))


def _marks_in(path: Path) -> Iterator[Mark]:
    text = path.read_text(encoding="utf-8")
    if "conforms(" not in text:
        return
    for node in ast.parse(text).body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        for call in (call for decorator in node.decorator_list for call in ast.walk(decorator)):
            if _is_mark(call):
                test = f"{path.relative_to(ROOT)}::{node.name}"
                named = tuple(ast.literal_eval(one) for one in call.args)
                payloads = [ast.literal_eval(word.value) for word in call.keywords]
                yield Mark(test, named, _read(payloads))


def _is_mark(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "conforms"
    )


def _matching(named: tuple[str, ...]) -> Iterator[str]:
    for name in named:
        if name.endswith("*"):
            yield from (row.id for row in rows().values() if row.no is None and fnmatchcase(row.id, name))
        else:
            yield name


def _read(patterns: list[str]) -> Mapping[str, tuple[str, ...]]:
    """The rows that the payloads of these files are read into, each with the names of its files."""
    files: dict[str, list[str]] = defaultdict(list)
    for pattern in patterns:
        for path in sorted(ROOT.glob(pattern)):
            for row_id in dict.fromkeys(rows_of_payload(path.read_bytes())):
                files[row_id].append(path.stem)
    return {row_id: tuple(names) for row_id, names in files.items()}


def rows_of_payload(body: bytes) -> Iterator[str]:
    """The rows that one payload stands for."""
    for event in parse(body):
        said = neutral(event)
        in_other_form = isinstance(event.raw, dict) and "destination" in event.raw
        match event:
            case Inbound():
                yield from _rows_of_message(said, in_other_form)
            case Receipt():
                kind = said["event"]
                yield (
                    {"delivery": "event:api DELIVERY", "seen": "event:api SEEN"}[kind]
                    if in_other_form
                    else (f"event:{kind}")
                )
                if event.outcome is not Outcome.DELETED:
                    yield f"outcome:{event.outcome.value}"
            case Notice():
                yield f"event:{_word_of_notice(said)}"
            case _:
                yield "event:unsupported"


def _rows_of_message(said: Mapping[str, Any], in_other_form: bool) -> Iterator[str]:
    word = str(said["type"]).upper()
    if not is_known_type(word):
        yield "in:unknown"
    else:
        yield f"api:{word}" if in_other_form else f"in:{word}"
    yield from (f"part:{name}" for name in ("context_message_id", *PARTS) if said.get(name) is not None)


def _word_of_notice(said: Mapping[str, Any]) -> str:
    match said["event"]:
        case "template_update":
            return str(said["change"])
        case "marketing_preference":
            return f"marketing {said['status']}"
        case kind:
            return str(kind)


@cache
def proofs() -> Mapping[str, tuple[str, ...]]:
    """The tests of each row that has any, as the table names them: those that name the row come first."""
    exact: dict[str, list[str]] = defaultdict(list)
    broad: dict[str, list[str]] = defaultdict(list)
    for row in rows().values():
        exact[row.id] += [f"`{name.partition('::')[2]}`" for name in row.names]
    for mark in marks():
        for row_id in mark.rows:
            (exact if row_id in mark.named else broad)[row_id].append(mark.told(row_id))
    told = {row_id: tuple(dict.fromkeys([*exact[row_id], *broad[row_id]])) for row_id in {*exact, *broad}}
    return {row_id: tests for row_id, tests in told.items() if tests}


# --- the page ---------------------------------------------------------------------------------------


@cache
def conformance_page() -> str:
    """The page of every row."""
    parts = [_HEAD, "\n", *_totals()]
    for section in sections():
        parts.append(f"\n## {section.title}\n\n| {section.column} | Supported | Tested by |\n|---|---|---|\n")
        parts += [_line(row) for row in section.rows]
    return "".join(parts)


def _totals() -> Iterator[str]:
    yield "| | Rows | Supported | Not |\n|---|---|---|---|\n"
    counted = [(section.title, len(section.rows), _supported(section)) for section in sections()]
    everything, all_yes = sum(count for _, count, _ in counted), sum(yes for _, _, yes in counted)
    for title, count, yes in [("**Everything**", everything, all_yes), *counted]:
        yield f"| {title} | {count} | {yes} | {count - yes} |\n"


def _supported(section: Section) -> int:
    return sum(row.no is None for row in section.rows)


def _line(row: Row) -> str:
    what = row.what.replace("|", "\\|")
    if row.no is not None:
        return f"| {what} | no: {row.no} | |\n"
    tests = proofs().get(row.id, ())
    told = ", ".join(tests[:SHOWN])
    more = f" and {len(tests) - SHOWN} more" if len(tests) > SHOWN else ""
    return f"| {what} | yes | {told}{more} |\n"
