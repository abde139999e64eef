"""Reading Infobip's answer to what is not a send: its JSON, or the error that tells what may be done next.

The same tree as for sends (see ``answer``). Where asking again changes nothing (a list, a look), an outcome that
nobody knows is only an answer that did not come.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from dragoman.base.errors import (
    ChannelAccountProblem,
    ChannelError,
    ChannelOutcomeUnknown,
    ChannelRejected,
    ChannelUnavailable,
)
from dragoman.channels.infobip.answer import explain, json_of, retry_after_s, without_secrets

_CODE_MAX_CHARS = 60
_HINTS = {
    401: "Check the API key of this sender.",
    402: "Check the credit of this account.",
    403: "The key needs the scope whatsapp:manage, and must be allowed to use this number from this server.",
}
_REDIRECT_HINT = "Redirects are not followed: check the base URL of this sender."


def read_account_answer(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    repeatable: bool,
    hidden: Iterable[str] = (),
    now: datetime | None = None,
) -> Any:
    """The JSON value of a 2xx answer, ``None`` for one without; else raises the fitting ``ChannelError``.

    ``repeatable``: asking again changes nothing. The code of the error is the HTTP status where Infobip gave none
    of its own.
    """
    value = json_of(body)
    if 200 <= status < 300:
        if value is None and body.strip():
            raise unclear("answered 200 with a body that is cut short or not its own", "200", repeatable)
        return value
    given, words = explain(value, body)
    code = without_secrets(given or "", hidden)[:_CODE_MAX_CHARS]
    words = without_secrets(words, hidden)
    sentence = ": ".join(part for part in (f"answered {status} {code}".rstrip(), words) if part)
    if status in _HINTS:
        raise ChannelAccountProblem(f"Infobip {sentence}. {_HINTS[status]}", code=str(status))
    if 300 <= status < 400:
        raise ChannelAccountProblem(f"Infobip {sentence}. {_REDIRECT_HINT}", code=str(status))
    if status in {429, 503}:
        wait_s = retry_after_s(headers, now)
        raise ChannelUnavailable(
            f"Infobip cannot answer now: it {sentence}", code=str(status), retry_after_s=wait_s
        )
    if 400 <= status < 500 and status != 408:
        raise ChannelRejected(f"Infobip refused: it {sentence}", code=str(status))
    raise unclear(sentence, str(status), repeatable)


def unclear(what: str, code: str, repeatable: bool) -> ChannelError:
    """The error for an answer that does not say what became of a request."""
    if repeatable:
        return ChannelUnavailable(f"Infobip {what}; try again later", code=code)
    return ChannelOutcomeUnknown(f"Infobip {what}: look whether it was done before you try again", code=code)
