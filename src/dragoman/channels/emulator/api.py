"""The Infobip side of the emulator, as a plain ASGI application.

Plain, because benchmarks send through it: a framework's routing and request objects would cost more than the
work itself. Order of checks: credentials, path, scopes, throttle, sender in the path, faults, body, validation,
sender in the body.
"""

import math
import time
from typing import Any

from starlette.types import Receive, Scope, Send

from dragoman.channels.emulator.access import ANYBODY, Access
from dragoman.channels.emulator.auth_calls import is_auth, serve_auth
from dragoman.channels.emulator.desk import Call, Desk, Handler
from dragoman.channels.emulator.media import media_calls
from dragoman.channels.emulator.operations import Operation, form_of, route
from dragoman.channels.emulator.payloads import accepted_answer, events_answer, send_answer
from dragoman.channels.emulator.provider import Answered, Provider
from dragoman.channels.emulator.recipients import Rule
from dragoman.channels.emulator.sender_calls import SENDER_CALLS
from dragoman.channels.emulator.storage import Storage
from dragoman.channels.emulator.template_calls import TEMPLATE_CALLS
from dragoman.channels.emulator.validate import validate, validate_events
from dragoman.channels.emulator.wire import (
    HTML,
    cut,
    encode,
    hang,
    path_of,
    read_body,
    respond,
    respond_slowly,
)

_REPORT_WAIT_S = 5.0
_HTML_503 = (
    b"<html><head><title>503</title></head><body><h1>503 Service Temporarily Unavailable</h1></body></html>"
)
_HTML_200 = b"<html><head><title>Welcome</title></head><body><h1>It works!</h1></body></html>"


class InfobipApi:
    """Answers everything under ``/whatsapp/``, ``/messages-api/`` and ``/auth/`` as Infobip would."""

    def __init__(self, provider: Provider, storage: Storage) -> None:
        self._provider = provider
        self._desk = Desk(provider)
        self._handlers: dict[str, Handler] = {
            **SENDER_CALLS,
            **TEMPLATE_CALLS,
            **media_calls(storage),
            "events": _take_events,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. ``scope["path"]`` may start with ``root_path``, as when mounted elsewhere."""
        provider = self._provider
        provider.counts.requests += 1
        path = path_of(scope)
        if is_auth(path):
            await serve_auth(self._desk, scope, receive, send, path)
            return
        access = self._admit(scope)
        if access is None:
            await self._desk.refuse(scope, send, form_of(path), 401)
            return
        if provider.dice.faults.refuse_all:
            provider.counts.faulted += 1
            await self._desk.refuse(scope, send, form_of(path), 403)
            return
        found = route(scope["method"], path)
        if found is None:
            await self._desk.refuse(scope, send, form_of(path), 404)
            return
        await self._serve(Call(*found, access, scope, receive, send))

    def _admit(self, scope: Scope) -> Access | None:
        provider = self._provider
        authorization = b""
        for name, value in scope["headers"]:
            if name == b"authorization":
                authorization = value
        gate = provider.gate
        if gate.credentials is None and authorization.startswith(b"App ") and authorization[4:].strip():
            access: Access | None = ANYBODY  # nearly always; the rest costs a clock and a search
        else:
            access = gate.admit(authorization, provider.now())
        if access is not None and provider.dice.faults.expire_keys:
            provider.counts.faulted += 1
            return None
        return access

    async def _serve(self, call: Call) -> None:
        desk = self._desk
        if not call.access.may(call.operation.scopes):
            await desk.error(call, 403)
            return
        scale = self._provider.behaviour.throttle_scale
        if scale is not None and await self._throttled(call, call.operation, scale):
            return
        if call.operation.name == "message":
            await self._take_message(call, call.parts[0])
        elif call.parts and not desk.is_ours(call, call.parts[0]):
            await desk.error(call, 403)
        else:
            await self._handlers[call.operation.name](desk, call)

    async def _throttled(self, call: Call, operation: Operation, scale: float) -> bool:
        provider = self._provider
        wait_s = provider.throttle.wait_s(operation, call.access.name, scale, time.monotonic())
        if not wait_s:
            return False
        provider.counts.throttled += 1
        told = provider.behaviour.throttle_retry_after
        headers = ((b"retry-after", b"%d" % max(1, math.ceil(wait_s))),) if told else ()
        await self._desk.error(call, 429, headers=headers)
        return True

    # --- sends -----------------------------------------------------------------------------------

    async def _take_message(self, call: Call, kind: str) -> None:
        desk, provider = self._desk, self._provider
        if await self._refused_by_fault(call):
            return
        body = await call.body()
        if body is None:
            await desk.error(call, 400)
            return
        errors = validate(kind, body)
        if errors:
            await desk.error(call, 400, errors)
            return
        messages = body["messages"] if kind == "template" else [body]
        rules: list[Rule | None] = []
        http: int | None = None
        for message in messages:
            if not desk.is_ours(call, message["from"]):
                await desk.error(call, 403)
                return
            rule = provider.recipients.rule_for(message["to"])
            rules.append(rule)
            if rule is not None and http is None:
                http = rule.http
        if http is not None and http != 408:
            provider.counts.faulted += 1
            await self._refuse_as(call, http)
            return
        answers, bulk_id = self._take(kind, body, messages, rules)
        if any(answer.refused for answer in answers):
            await desk.error(call, 400, {"messageId": ["must be unique"]})
        elif http is not None:
            provider.counts.faulted += 1
            await hang(call.receive)
        else:
            await self._answer_send(call, kind, bulk_id, answers)

    def _take(
        self, kind: str, body: dict[str, Any], messages: list[dict[str, Any]], rules: list[Rule | None]
    ) -> tuple[list[Answered], str]:
        provider, bulk_id = self._provider, ""
        if kind == "template" and (len(messages) > 1 or provider.behaviour.bulk_id == "always"):
            bulk_id = body.get("bulkId") or provider.new_bulk_id()
        taken = [
            provider.take_send(kind, message, rule, bulk_id)
            for message, rule in zip(messages, rules, strict=True)
        ]
        return taken, bulk_id

    async def _answer_send(self, call: Call, kind: str, bulk_id: str, answers: list[Answered]) -> None:
        desk = self._desk
        if kind == "template":
            rendered = [send_answer(answer.to, answer.message_id, answer.rejected) for answer in answers]
            payload = encode({"messages": rendered} | ({"bulkId": bulk_id} if bulk_id else {})).encode()
        elif answers[0].rejected is not None:
            answer = answers[0]
            payload = encode(send_answer(answer.to, answer.message_id, answer.rejected)).encode()
        else:
            payload = accepted_answer(answers[0].to, answers[0].message_id)
        if self._provider.reported_first:
            await self._wait_for_reports(answers)
        await desk.wait_latency()
        if self._provider.dice.quiet:
            await respond(call.send, 200, payload)
        else:
            await self._answer_badly(call, payload)

    async def _answer_badly(self, call: Call, payload: bytes) -> None:
        """An answer to a send that was accepted, unless one of the faults spoils it."""
        desk = self._desk
        if desk.strikes("cut"):
            await cut(call.receive, call.send)
        elif desk.strikes("hang"):
            await hang(call.receive)
        elif desk.strikes("http_500_accepted"):
            await desk.error(call, 500, late=False)
        elif desk.strikes("slow_body"):
            await respond_slowly(call.send, payload, self._provider.dice.faults.slow_body_ms / 1000)
        elif desk.strikes("html_body"):
            await respond(call.send, 200, _HTML_200, (HTML,))
        elif desk.strikes("empty_body"):
            await respond(call.send, 200, b"")
        elif desk.strikes("truncated_body"):
            await respond(call.send, 200, payload[: len(payload) // 2])
        else:
            await respond(call.send, 200, payload)

    async def _wait_for_reports(self, answers: list[Answered]) -> None:
        """Answers only once the webhook has taken the report of a send that is to be reported first."""
        provider = self._provider
        deadline = time.monotonic() + _REPORT_WAIT_S
        for answer in answers:
            push_id = f"d{answer.seq}"
            if answer.seq not in provider.reported_first:
                continue
            provider.reported_first.discard(answer.seq)
            while push_id in provider.state.pending and time.monotonic() < deadline:
                await provider.bell.wait(push_id, deadline - time.monotonic())

    async def _refused_by_fault(self, call: Call) -> bool:
        desk = self._desk
        if self._provider.dice.quiet:
            return False
        if desk.strikes("cut_before"):
            await read_body(call.receive)
            await cut(call.receive, call.send)
        elif desk.strikes("http_429"):
            await self._refuse_as(call, 429)
        elif desk.strikes("http_503"):
            await self._refuse_as(call, 503)
        elif desk.strikes("http_500"):
            await self._refuse_as(call, 500)
        else:
            return False
        return True

    async def _refuse_as(self, call: Call, http: int) -> None:
        desk = self._desk
        if http == 503:
            await desk.wait_latency()
            await respond(call.send, 503, _HTML_503, (HTML,))
        elif http == 429:
            wait_s = self._provider.dice.faults.retry_after_s
            headers = ((b"retry-after", f"{wait_s:g}".encode()),) if wait_s else ()
            await desk.error(call, 429, headers=headers)
        else:
            await desk.error(call, http)


async def _take_events(desk: Desk, call: Call) -> None:
    body = await call.body()
    errors = validate_events(body) if body is not None else {}
    if body is None or errors:
        await desk.error(call, 400, errors)
        return
    pairs = [(event["sender"], event["destinations"][0]["to"]) for event in body["events"]]
    if not all(desk.is_ours(call, sender) for sender, _ in pairs):
        await desk.error(call, 403)
        return
    provider = desk.provider
    accepted = [(provider.show_typing(sender, to), to) for sender, to in pairs]
    await desk.json(call, events_answer(provider.new_bulk_id(), accepted))
