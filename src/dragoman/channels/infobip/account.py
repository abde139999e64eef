"""What Infobip can be asked and told besides messages: the templates of a number, and how the number stands.

Beside the client that sends: these are rare, may be slow and are never in a customer's way.
Source: Infobip's WhatsApp API, templates and sender quality.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
from yarl import URL

from dragoman.base.errors import ChannelRejected, ChannelUnavailable
from dragoman.channels.base import Sender
from dragoman.channels.definition import TemplateDefinition
from dragoman.channels.infobip.account_answer import read_account_answer, unclear
from dragoman.channels.infobip.client import (
    CONNECT_SHARE,
    bad_base_url,
    base_url_of,
    body_of,
    headers_of,
    why_no_connection,
)
from dragoman.channels.infobip.decode import id_of, object_of, objects_of, text_of
from dragoman.channels.infobip.definition import definition_of, definitions_in, pages_of
from dragoman.channels.infobip.new_template import NewTemplate

_PAGE_SIZE, _MOST_PAGES = 100, 100
_NO_SUCH_CALL = frozenset({"404", "405", "410", "501"})


@dataclass(frozen=True, slots=True)
class SenderQuality:
    """How WhatsApp rates one of our numbers; words in capitals are the provider's."""

    number: str
    rating: str | None = None
    status: str | None = None
    limit: str | None = None


class InfobipAccount:
    """Asks for and changes what an account has. Open it for a while: ``async with InfobipAccount() as account``.

    Every method raises a ``ChannelError`` that says what went wrong; its ``code`` is the HTTP status where there
    was one.
    """

    def __init__(self, timeout_s: float = 20) -> None:
        self._timeout_s = timeout_s
        self._http: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> "InfobipAccount":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes connections; safe to call twice."""
        session, self._http = self._http, None
        if session is not None:
            await session.close()

    async def list_templates(self, sender: Sender) -> list[TemplateDefinition]:
        """All templates of the number, in every language and state; page by page where there is no other way."""
        try:
            answer = await self._call(sender, "GET", f"/whatsapp/2/senders/{_word(sender.number)}/templates")
        except ChannelRejected as error:
            if error.code not in _NO_SUCH_CALL:
                raise
            return await self._list_pages(sender)
        if "results" in object_of(answer) and pages_of(answer) > 1:
            return await self._list_pages(sender)
        return _listed(answer)

    async def get_template(self, sender: Sender, template_id: str) -> TemplateDefinition:
        """One template by the provider's id."""
        path = f"/whatsapp/2/senders/{_word(sender.number)}/templates/{_word(template_id)}"
        found = definition_of(await self._call(sender, "GET", path))
        if found is None:
            raise unclear("answered with something that is no template", "200", repeatable=True)
        return found

    async def create_template(self, sender: Sender, new: NewTemplate) -> TemplateDefinition:
        """Submits a template for approval; as the provider took it, usually ``PENDING``."""
        path = f"/whatsapp/2/senders/{_word(sender.number)}/templates"
        made = definition_of(await self._call(sender, "POST", path, new.body))
        if made is None:
            raise unclear("took the template and answered with something else", "200", repeatable=False)
        return made

    async def delete_template(self, sender: Sender, name: str) -> None:
        """Deletes a template in all languages, in the whole business account; its name is locked for 30 days."""
        path = f"/whatsapp/2/senders/{_word(sender.number)}/templates/{_word(name)}"
        await self._call(sender, "DELETE", path)

    async def quality(self, sender: Sender) -> SenderQuality | None:
        """How the number stands; ``None`` when the provider says nothing of it."""
        answer = await self._call(
            sender, "GET", "/whatsapp/1/senders/quality", query={"senders": sender.number}
        )
        for item in objects_of(object_of(answer).get("results")):
            if id_of(item.get("sender")) == sender.number:
                words = (text_of(item.get(name)) for name in ("qualityRating", "status", "currentLimit"))
                return SenderQuality(sender.number, *words)
        return None

    async def look_for_media(self, sender: Sender, media_id: str) -> None:
        """Asks whether there is a file of that id. There need not be one: 404 is ``ChannelRejected``."""
        await self._call(
            sender, "HEAD", f"/whatsapp/1/senders/{_word(sender.number)}/media/{_word(media_id)}"
        )

    async def try_to_send(self, sender: Sender) -> None:
        """Posts a message to nobody with nothing in it, which cannot be sent.

        ``ChannelRejected`` with 400 says that the key may send: without that, 401 or 403 would have come first.
        """
        await self._call(sender, "POST", "/whatsapp/1/message/text", {"from": sender.number})

    async def _list_pages(self, sender: Sender) -> list[TemplateDefinition]:
        """The same by the older call, which shows a page at a time."""
        found: list[TemplateDefinition] = []
        for page in range(_MOST_PAGES):
            query = {"sender": sender.number, "page": str(page), "size": str(_PAGE_SIZE)}
            answer = await self._call(sender, "GET", "/whatsapp/1/templates", query=query)
            new = _listed(answer)
            found += new
            if not new or page + 1 >= pages_of(answer):
                break
        return found

    async def _call(
        self,
        sender: Sender,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """One request, at most once answered; the JSON of its answer."""
        url = URL(base_url_of(sender) + path, encoded=True).with_query(query or {})
        repeatable = method in {"GET", "HEAD"}
        timeout = aiohttp.ClientTimeout(total=self._timeout_s, connect=self._timeout_s * CONNECT_SHARE)
        try:
            async with self._session().request(
                method, url, json=body, headers=headers_of(sender), timeout=timeout, allow_redirects=False
            ) as answer:
                status, headers, data = answer.status, answer.headers, await body_of(answer)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            why = f"No connection to Infobip: {why_no_connection(error)}"
            raise ChannelUnavailable(why, code=type(error).__name__) from None
        except aiohttp.InvalidURL:
            raise bad_base_url() from None
        except TimeoutError:
            raise unclear(f"did not answer within {self._timeout_s:g} s", "timeout", repeatable) from None
        except (aiohttp.ClientError, OSError) as error:
            raise unclear("cut the connection without an answer", type(error).__name__, repeatable) from None
        return read_account_answer(status, headers, data, repeatable=repeatable, hidden=(sender.api_key,))

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            connector = aiohttp.TCPConnector(limit=10, limit_per_host=4)
            self._http = aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._http


def _listed(answer: Any) -> list[TemplateDefinition]:
    found = definitions_in(answer)
    if found is None:
        raise unclear("answered with something that is no list of templates", "200", repeatable=True)
    return found


def _word(text: str) -> str:
    return quote(text, safe="")
