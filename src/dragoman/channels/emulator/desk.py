"""What every call of the Infobip side has, and how it is answered."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.types import Receive, Scope, Send

from dragoman.channels.emulator.access import Access
from dragoman.channels.emulator.checks import Errors
from dragoman.channels.emulator.errors import Form, error_json, error_xml
from dragoman.channels.emulator.operations import Operation
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.wire import (
    JSON,
    XML,
    Header,
    encode,
    header_of,
    query_of,
    read_object,
    respond,
)


@dataclass(slots=True)
class Call:
    """One request that was let in: what it asks for, what its path names, and who asks."""

    operation: Operation
    parts: tuple[str, ...]
    access: Access
    scope: Scope
    receive: Receive
    send: Send

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters."""
        return query_of(self.scope)

    async def body(self) -> dict[str, Any] | None:
        """The body as a JSON object; ``None`` when it is none."""
        return await read_object(self.receive)


class Desk:
    """Answers calls for one provider: late when asked to be, and with errors in the form that fits."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    async def json(self, call: Call, body: Any, status: int = 200) -> None:
        """An answer with a body."""
        await self.wait_latency()
        await respond(call.send, status, encode(body).encode())

    async def done(self, call: Call) -> None:
        """An answer without one."""
        await self.wait_latency()
        await respond(call.send, 204, b"", ())

    async def error(
        self,
        call: Call,
        status: int,
        errors: Errors | None = None,
        headers: tuple[Header, ...] = (),
        *,
        late: bool = True,
    ) -> None:
        """An error in the form of the operation."""
        await self.refuse(call.scope, call.send, call.operation.form, status, errors, headers, late=late)

    async def refuse(
        self,
        scope: Scope,
        send: Send,
        form: Form,
        status: int,
        errors: Errors | None = None,
        headers: tuple[Header, ...] = (),
        *,
        late: bool = True,
    ) -> None:
        """An error to whoever it is; as XML when that is what the client takes."""
        if 400 <= status <= 409:
            self.provider.counts.invalid += 1
        if late:
            await self.wait_latency()
        if self._wants_xml(header_of(scope, b"accept").decode("latin-1").lower()):
            await respond(send, status, error_xml(form, status, errors).encode(), (XML, *headers))
        else:
            await respond(send, status, encode(error_json(form, status, errors)).encode(), (JSON, *headers))

    def is_ours(self, call: Call, sender: str) -> bool:
        """Whether a sender is one of the account's, and of the key's."""
        known, own = self.provider.options.senders, call.access.senders
        if known is None and own is None:
            return True
        sender = sender.lstrip("+")
        return (known is None or sender in known) and (own is None or sender in own)

    async def wait_latency(self) -> None:
        """Waits as long as every answer has to."""
        latency_ms = self.provider.dice.faults.latency_ms
        if latency_ms:
            await asyncio.sleep(latency_ms / 1000)

    def strikes(self, fault: str) -> bool:
        """Whether a fault happens now; counted."""
        if self.provider.dice.strikes(fault):
            self.provider.counts.faulted += 1
            return True
        return False

    def _wants_xml(self, accept: str) -> bool:
        if "json" in accept:
            return False
        if self.provider.behaviour.xml_errors == "unless_json":
            return True
        return bool(accept) and "*/*" not in accept and "application/*" not in accept


Handler = Callable[[Desk, Call], Awaitable[None]]
