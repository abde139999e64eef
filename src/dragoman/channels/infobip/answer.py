"""Reading Infobip's answer to a send: accepted, or the error that tells what may be done next.

Statuses the documentation leaves open are decided for safety, since a message sent twice is worse than one
that waits for a person:

* 500, 502, 504 and every other 5xx: the request may have been carried out, so the outcome is unknown.
* 503: by its meaning not carried out, so it may be tried again; unless the body says that a connection broke
  or timed out on the way, as proxies do after they have passed the request on.
* A duplicate of our own message id (status 23, error 7280, a 400 about ``messageId`` alone that says so): our
  ids are made once, so the first attempt won, and this is acceptance.
* A 200 that cannot be read, or whose status group nobody knows: unknown.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from dragoman.base.clock import utc_now
from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.base import Accepted
from dragoman.channels.infobip.decode import decode, id_of, integer_of, object_of, objects_of, text_of
from dragoman.channels.infobip.status import FAILURES, Verdict, verdict_of

MAX_RETRY_AFTER_S = 3600.0

_DUPLICATE_STATUS, _DUPLICATE_ERROR = 23, 7280
_ACCOUNT_STATUSES = frozenset({11, 12, 13, 17, 19})  # source, credits, sender, prepaid package, route
_LATER_STATUSES = frozenset({20, 21})  # flooding filter, system error
_DUPLICATE_CODES = frozenset(
    {"7280", "DUPLICATE_REQUEST", "EC_DUPLICATE_REQUEST", "REJECTED_DUPLICATE_MESSAGE_ID"}
)

_NOT_UNIQUE = re.compile(r"\bunique\b|duplicate|already", re.IGNORECASE)

_CODE_MAX_CHARS = 60
_ACCOUNT_HINTS = {
    401: "Check the API key of this sender.",
    402: "Check the credit of this account.",
    403: "Check that the key may send WhatsApp messages, from this number and from this server's address.",
}
_BASE_URL_HINT = "Redirects are not followed: check the base URL of this sender."

_BROKEN_ON_THE_WAY = re.compile(rb"reset|disconnect|timed? ?-?out|broken", re.IGNORECASE)
_XML_FIELD = r"<(?:\w+:)?{}>\s*([^<]{{1,300}}?)\s*</"
_HTML_TITLE = re.compile(r"<title[^>]*>\s*([^<]{1,120}?)\s*</title", re.IGNORECASE)
_LIKE_A_CUSTOMER = re.compile(r"\+?\d[\d ()-]{5,}\d|\b[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{6,}")


def read_answer(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    message_id: str,
    hidden: Iterable[str] = (),
    now: datetime | None = None,
) -> Accepted:
    """``Accepted`` when Infobip took the message; else raises the fitting ``ChannelError``.

    ``hidden`` are words that no error may repeat although the answer may quote them: the key, the customer's
    number, the text. ``now`` is what a Retry-After date is compared with.
    """
    value = json_of(body)
    if 200 <= status < 300:
        return _read_success(value, message_id, hidden)
    given_code, words = explain(value, body)
    if 400 <= status < 500 and _is_duplicate(value, given_code):
        return Accepted(provider_id=message_id)
    code = without_secrets(given_code or "", hidden)[:_CODE_MAX_CHARS]
    words = without_secrets(words, hidden)
    sentence = ": ".join(part for part in (f"answered {status} {code}".rstrip(), words) if part)
    raise _refusal(status, headers, body, sentence, code=code or str(status), now=now)


def retry_after_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds from a Retry-After header (seconds or an HTTP date), within 0 to 3600, or ``None``."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    try:
        seconds = float(value) if re.fullmatch(r"\d{1,10}(\.\d{1,6})?", value) else _seconds_until(value, now)
    except (ValueError, OverflowError):
        return None
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_S)


def _seconds_until(date: str, now: datetime | None) -> float:
    moment = parsedate_to_datetime(date)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)  # "-0000" means UTC of an unknown place (RFC 5322)
    return (moment - (now or utc_now())).total_seconds()


def _refusal(
    status: int, headers: Mapping[str, str], body: bytes, sentence: str, *, code: str, now: datetime | None
) -> ChannelError:
    if status in _ACCOUNT_HINTS:
        return ChannelAccountProblem(f"Infobip {sentence}. {_ACCOUNT_HINTS[status]}", code=code)
    if 300 <= status < 400:
        return ChannelAccountProblem(f"Infobip {sentence}. {_BASE_URL_HINT}", code=code)
    if status == 429 or (status == 503 and not _BROKEN_ON_THE_WAY.search(body)):
        wait = retry_after_s(headers, now)
        return ChannelUnavailable(
            f"Infobip cannot take messages now: it {sentence}", code=code, retry_after_s=wait
        )
    if 400 <= status < 500 and status != 408:
        return ChannelRejected(f"Infobip refused the message: it {sentence}", code=code)
    return ChannelOutcomeUnknown(f"Infobip may or may not have taken the message: it {sentence}", code=code)


# --- 2xx --------------------------------------------------------------------------------------------


def _read_success(value: Any, message_id: str, hidden: Iterable[str]) -> Accepted:
    """A 200 is acceptance only if its status says so (Infobip: it can carry the REJECTED group)."""
    result = _result_of(value)
    status, error = object_of(result.get("status")), object_of(result.get("error"))
    status_id = integer_of(status.get("id"))
    verdict = verdict_of(status, error)
    if verdict is None:
        raise ChannelOutcomeUnknown(
            "Infobip answered 200 with a body that is empty, cut short or not its own: "
            "the message may or may not be on its way",
            code="200",
        )
    duplicate = status_id == _DUPLICATE_STATUS or integer_of(error.get("id")) == _DUPLICATE_ERROR
    if verdict.outcome not in FAILURES or duplicate:
        return Accepted(provider_id=id_of(result.get("messageId")) or message_id)
    raise _rejection(verdict, status_id, hidden)


def _rejection(verdict: Verdict, status_id: int | None, hidden: Iterable[str]) -> ChannelError:
    code = without_secrets(verdict.code or str(status_id), hidden)[:_CODE_MAX_CHARS]
    words = without_secrets(verdict.reason or "it gave no reason", hidden)
    if status_id in _ACCOUNT_STATUSES:
        return ChannelAccountProblem(f"Infobip refused this account ({code}): {words}", code=code)
    if status_id in _LATER_STATUSES:
        return ChannelUnavailable(f"Infobip cannot take this message now ({code}): {words}", code=code)
    return ChannelRejected(f"Infobip refused the message ({code}): {words}", code=code)


def _result_of(value: Any) -> Mapping[str, Any]:
    """The one result: the body itself, or the only entry of ``messages`` (templates, events)."""
    top = object_of(value)
    several = objects_of(top.get("messages"))
    return several[0] if several else top


# --- errors -----------------------------------------------------------------------------------------


def explain(value: Any, body: bytes) -> tuple[str | None, str]:
    """The provider's code and words, from any of its three JSON forms, XML or a web page."""
    if isinstance(value, dict):
        return _explain_json(value)
    text = body[:4096].decode("utf-8", "replace")
    code = re.search(_XML_FIELD.format("messageId"), text)
    words = re.search(_XML_FIELD.format("text"), text)
    if code or words:
        return (code[1] if code else None), (words[1] if words else "")
    title = _HTML_TITLE.search(text)
    if title:
        return None, f"a web page, {title[1]!r}"
    return None, "a body that is not JSON" if text.strip() else "an empty body"


def _explain_json(value: dict[str, Any]) -> tuple[str | None, str]:
    service = object_of(object_of(value.get("requestError")).get("serviceException"))
    if service:
        checks = object_of(service.get("validationErrors")).items()
        faults = [f"{path}: {_joined(found)}" for path, found in checks]
        return text_of(service.get("messageId")), _joined([service.get("text"), *faults])
    if "errorCode" in value or "violations" in value:
        faults = [
            f"{violation.get('property')}: {violation.get('violation')}"
            for violation in objects_of(value.get("violations"))
        ]
        return text_of(value.get("errorCode")), _joined([value.get("description"), *faults])
    return None, text_of(value.get("error")) or ""


def _joined(found: Any) -> str:
    entries = found if isinstance(found, list) else [found]
    return "; ".join(text for entry in entries if (text := text_of(entry)))


def _is_duplicate(value: Any, code: str | None) -> bool:
    """Whether a 4xx is about nothing but an id that was used before. Its form is not documented."""
    if code in _DUPLICATE_CODES:
        return True
    service = object_of(object_of(object_of(value).get("requestError")).get("serviceException"))
    faults = object_of(service.get("validationErrors"))
    return list(faults) == ["messageId"] and _NOT_UNIQUE.search(_joined(faults["messageId"])) is not None


def without_secrets(words: str, hidden: Iterable[str]) -> str:
    """At most 400 characters on one line, with nothing of a customer and no key in it."""
    for secret in sorted((word for word in hidden if len(word) > 3), key=len, reverse=True):
        words = words.replace(secret, "[hidden]")
    words = _LIKE_A_CUSTOMER.sub("[hidden]", words)
    return " ".join(words.split())[:400]


def json_of(body: bytes) -> Any:
    """The JSON of a body, ``None`` for what is none."""
    try:
        return decode(body)
    except ValueError:
        return None
