"""Reading what the admin API is asked: each mistake is one sentence and 400."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dragoman.base.errors import ConfigError


def route(name: str, handle: Callable[[Request], Awaitable[Response]], *methods: str) -> Route:
    """A route below ``/_emulator/``; a ``ConfigError`` becomes its answer."""

    async def answer(request: Request) -> Response:
        try:
            return await handle(request)
        except ConfigError as error:
            return JSONResponse({"error": str(error)}, 400)

    return Route(f"/_emulator/{name}", answer, methods=list(methods))


async def read_json(request: Request) -> Any:
    """The body's JSON. Raises ``ConfigError``."""
    try:
        return json.loads(await request.body())
    except (ValueError, RecursionError):
        raise ConfigError("the body must be JSON") from None


async def read_json_object(request: Request) -> dict[str, Any]:
    """The body's JSON object. Raises ``ConfigError``."""
    body = await read_json(request)
    if not isinstance(body, dict):
        raise ConfigError("the body must be a JSON object")
    return body


def own_url(request: Request) -> str:
    """Where this emulator was reached, below whatever it is mounted under."""
    return f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}"
