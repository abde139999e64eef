"""The error tree. An error says what happened, in words an operator can act on, and whether to try again.

* DragomanError
  - ConfigError            a setting or file is wrong: the start is refused, the sentence names what to mend
  - NotFound               there is no such thing                                    404
  - Refused                a rule said no: closed window, someone took over          409
  - Unauthorized           a configured check failed                                 401
  - DatabaseUnavailable    the database did not answer; nothing was stored           503, try again
  - Busy                   others were changing the same rows; nothing was stored    503, try again
  - FenceLost              this worker no longer owns its job; its work was rolled back
  - Overtaken              a person took the conversation over; the agent's change was rolled back
  - ChannelError           a send went wrong
    - ChannelRejected      never retry as it is: bad number, bad content
    - ChannelUnavailable   surely not sent: try again later (429, refused connection, 503)
    - ChannelOutcomeUnknown  may have been sent: never re-sent blindly
    - ChannelAccountProblem  credentials, credit or permission: stop this sender, tell the operator
"""

from typing import ClassVar

from dragoman.base.remedy import Remedy


class DragomanError(Exception):
    """Base of everything Dragoman raises on purpose."""

    status: ClassVar[int] = 500
    retry: ClassVar[bool] = False


class ConfigError(DragomanError):
    """A setting, file or command-line value is wrong. The message names it and says what would be right."""

    status = 400


class NotFound(DragomanError):
    """There is no such thing."""

    status = 404


class Refused(DragomanError):
    """A rule said no; asking again unchanged gives the same answer."""

    status = 409


class Unauthorized(DragomanError):
    """The caller did not pass a check that is configured."""

    status = 401


class DatabaseUnavailable(DragomanError):
    """The database did not answer. Nothing was stored; trying again helps."""

    status = 503
    retry = True


class Busy(DragomanError):
    """Others were changing the same rows, time after time. Nothing was stored; trying again helps."""

    status = 503
    retry = True


class FenceLost(DragomanError):
    """This worker was taken for dead and its job was handed on. What it was about to commit is rolled back."""

    status = 409


class Overtaken(DragomanError):
    """A person took the conversation over while its agent was about to change something; that was rolled back."""


class ChannelError(DragomanError):
    """A message could not be sent.

    ``code`` is the provider's own word or number for it, for the log and for staff. ``remedy`` is set when the
    provider took the message in and refused it by a status: its id is used up, and this helps.
    """

    status = 502

    def __init__(self, message: str, *, code: str | None = None, remedy: Remedy | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.remedy = remedy


class ChannelRejected(ChannelError):
    """The provider refused this message for good. Sending it again unchanged gives the same answer."""


class ChannelUnavailable(ChannelError):
    """The message was surely not accepted; the same message may be tried again.

    ``retry_after_s`` is the provider's own wish in seconds, when it gave one.
    """

    retry = True

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        remedy: Remedy | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(message, code=code, remedy=remedy)
        self.retry_after_s = retry_after_s


class ChannelOutcomeUnknown(ChannelError):
    """The request was written but no clear answer came: the message may or may not be on its way."""


SENDER_STOPPED = "sender_stopped"
"""The code of a ``ChannelAccountProblem`` that was found before anything was asked of the provider."""


class ChannelAccountProblem(ChannelError):
    """Credentials, permission or credit: every send of this sender fails until the operator acts."""


def in_short(error: BaseException) -> dict[str, str]:
    """What may be logged of any error: its type, what caused it, PostgreSQL's code. Not its words: whose are they?"""
    root = error
    while root.__cause__ is not None:
        root = root.__cause__
    facts = {
        "error": type(error).__name__,
        "cause": "" if root is error else type(root).__name__,
        "sqlstate": getattr(root, "sqlstate", None) or "",
    }
    return {name: fact for name, fact in facts.items() if fact}
