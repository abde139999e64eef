"""The endpoints that hand out tokens: sessions for users, and OAuth 2 for clients."""

from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from dragoman.channels.emulator.desk import Desk
from dragoman.channels.emulator.wire import encode, header_of, read_body, read_object, respond

_SESSION = "/auth/1/session"
_TOKEN = "/auth/1/oauth2/token"


def is_auth(path: str) -> bool:
    """Whether a path is about tokens; such calls need no credentials in their header."""
    return path in {_SESSION, _TOKEN}


async def serve_auth(desk: Desk, scope: Scope, receive: Receive, send: Send, path: str) -> None:
    """A session that begins or ends, or a token for a client."""
    method = scope["method"]
    if path == _SESSION and method == "POST":
        await _open_session(desk, scope, receive, send)
    elif path == _SESSION and method == "DELETE":
        ended = desk.provider.gate.end_session(header_of(scope, b"authorization"))
        if ended:
            await desk.wait_latency()
            await respond(send, 204, b"", ())
        else:
            await desk.refuse(scope, send, "classic", 401)
    elif path == _TOKEN and method == "POST":
        await _issue_token(desk, scope, receive, send)
    else:
        await desk.refuse(scope, send, "classic", 404)


async def _open_session(desk: Desk, scope: Scope, receive: Receive, send: Send) -> None:
    body = await read_object(receive)
    if body is None:
        await desk.refuse(scope, send, "classic", 400)
        return
    provider = desk.provider
    token = provider.mint("session")
    if provider.dice.faults.expire_keys or not provider.gate.open_session(
        body.get("username"), body.get("password"), token, provider.now()
    ):
        await desk.refuse(scope, send, "classic", 401)
        return
    await desk.wait_latency()
    await respond(send, 200, encode({"token": token}).encode())


async def _issue_token(desk: Desk, scope: Scope, receive: Receive, send: Send) -> None:
    form = dict(parse_qsl((await read_body(receive)).decode("latin-1")))
    if form.get("grant_type") != "client_credentials":
        await desk.refuse(scope, send, "classic", 400)
        return
    provider = desk.provider
    token = provider.mint("token")
    lifetime_s = provider.gate.issue_token(
        form.get("client_id"), form.get("client_secret"), token, provider.now()
    )
    if lifetime_s is None or provider.dice.faults.expire_keys:
        await desk.refuse(scope, send, "classic", 401)
        return
    await desk.wait_latency()
    answer = {"access_token": token, "token_type": "Bearer", "expires_in": lifetime_s}
    await respond(send, 200, encode(answer).encode())
