"""``POST /oauth/token``: where Infobip gets the bearer token that its webhooks then show (OAuth 2, client credentials).

Only there where ``WEBHOOK_OAUTH_CLIENT_ID`` is set. Tokens are signed, not stored: any process recognises them.
"""

import base64
import binascii
from urllib.parse import parse_qs, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dragoman.doors.origin import Bearer, issue_bearer

_MOST_BYTES = 4096
_NOT_KEPT = {"Cache-Control": "no-store"}


def oauth_routes(bearer: Bearer | None) -> list[Route]:
    """The routes of this file: none without a client."""
    if bearer is None:
        return []

    async def token(request: Request) -> Response:
        form = parse_qs((await _body(request)).decode("latin-1"))
        if form.get("grant_type", ["client_credentials"]) != ["client_credentials"]:
            return JSONResponse({"error": "unsupported_grant_type"}, 400, _NOT_KEPT)
        client_id, secret = _credentials(request, form)
        issued = issue_bearer(bearer, client_id, secret)
        if issued is None:
            return JSONResponse({"error": "invalid_client"}, 401, _NOT_KEPT)
        body = {"access_token": issued, "token_type": "Bearer", "expires_in": bearer.lifetime_s}
        return JSONResponse(body, 200, _NOT_KEPT)

    return [Route("/oauth/token", token, methods=["POST"])]


async def _body(request: Request) -> bytes:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _MOST_BYTES:
            return b""
    return body


def _credentials(request: Request, form: dict[str, list[str]]) -> tuple[str, str]:
    """In the form, or as Basic authentication (RFC 6749, 2.3.1)."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            client_id, _, secret = base64.b64decode(given, validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return "", ""
        return unquote(client_id), unquote(secret)
    return form.get("client_id", [""])[0], form.get("client_secret", [""])[0]
