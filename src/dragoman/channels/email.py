"""E-mail to a shop's staff, over the operator's own mail server."""

import asyncio
import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit

from dragoman.base.errors import ChannelAccountProblem, ChannelRejected, ChannelUnavailable

_TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail leaves: ``smtp://user:password@host:587`` (STARTTLS is required), ``smtps://`` for TLS from the
    start, ``smtp+plain://`` for a server on this machine that speaks no TLS. ``sender`` is the From address."""

    url: str = field(repr=False)
    sender: str

    async def send(self, to: str, subject: str, text: str, *, message_id: str) -> None:
        """Hands one message over. ``message_id`` is the same whenever the same notice is tried again.

        Raises ``ChannelRejected`` for an address that the server does not take, ``ChannelAccountProblem`` where it
        does not let us in, ``ChannelUnavailable`` where trying again helps.
        """
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, to, " ".join(subject.split())
        mail["Date"] = formatdate()
        mail["Message-ID"] = f"<{message_id}@{self.sender.rpartition('@')[2].rstrip('>')}>"
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers to it
        mail.set_content(text)
        await asyncio.to_thread(self._hand_over, mail)

    def _hand_over(self, mail: EmailMessage) -> None:
        try:
            with self._connected() as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            kind = ChannelRejected if code >= 500 else ChannelUnavailable
            raise kind("the mail server does not take the address", code=str(code)) from None
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
            raise ChannelAccountProblem(
                f"the mail server does not let us in ({type(error).__name__})"
            ) from None
        except (smtplib.SMTPException, OSError) as error:
            raise ChannelUnavailable(f"the mail server does not answer ({type(error).__name__})") from None

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host, secure = parts.hostname or "", ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, parts.port or 465, timeout=_TIMEOUT_S, context=secure
            )
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=_TIMEOUT_S)
        try:
            if parts.scheme == "smtp":
                server.starttls(context=secure)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server
