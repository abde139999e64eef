"""A server that speaks OpenAI's chat completions, for tests and by hand: the model's name says how it behaves.

    python -m tests.support.fake_openai --port 9900
    OPENAI_BASE_URL=http://127.0.0.1:9900/v1 DRAGOMAN_MODEL=openai-chat:good dragoman serve

``good`` does its work, ``slow`` never ends, ``status-429`` (or any other) is refused, ``cut`` breaks off in the middle,
``no-json`` is no JSON, ``no-choices`` has none, ``bad-call`` calls a tool with arguments that are no JSON,
``no-such-tool`` one that does not exist. Tests add others of their own.
"""

import argparse
import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web

from tests.support.good_model import answer

Json = dict[str, Any]
Brain = Callable[[Sequence[Mapping[str, Any]]], str | Json]
"""The messages of a request -> the words of the answer, or one call as ``{"name", "arguments"}``."""


@dataclass
class FakeOpenAI:
    """A running server. ``brains`` are its models by name, ``asked`` the requests it got."""

    url: str
    brains: dict[str, Brain]
    asked: list[Json] = field(default_factory=list)

    def asked_of(self, model: str) -> list[Json]:
        """The requests to one model."""
        return [request for request in self.asked if request["model"] == model]


@contextlib.asynccontextmanager
async def fake_openai(port: int = 0, **brains: Brain) -> AsyncIterator[FakeOpenAI]:
    """The server, until the block ends."""
    fake = FakeOpenAI("", {"good": answer, **brains})
    app = web.Application()
    app.router.add_post("/v1/chat/completions", lambda request: _complete(fake, request))
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    fake.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"
    try:
        yield fake
    finally:
        await runner.cleanup()


_ids = count(1)


async def _complete(fake: FakeOpenAI, request: web.Request) -> web.StreamResponse:
    asked: Json = await request.json()
    fake.asked.append(asked)
    name = asked["model"]
    if name in fake.brains:
        return web.json_response(_completion(asked, fake.brains[name](asked["messages"])))
    return await _misbehave(request, asked, name)


async def _misbehave(request: web.Request, asked: Json, name: str) -> web.StreamResponse:
    match name.partition("-"):
        case ("status", _, status):
            error = {"error": {"message": "refused", "type": "error", "code": None}}
            return web.json_response(error, status=int(status))
        case ("slow", _, _):
            await asyncio.sleep(30)
        case ("cut", _, _):
            response = web.StreamResponse(
                headers={"Content-Type": "application/json", "Content-Length": "900"}
            )
            await response.prepare(request)
            await response.write(json.dumps(_completion(asked, "never seen whole")).encode()[:40])
            assert request.transport is not None
            request.transport.close()
            return response
        case ("no", _, "json"):
            return web.Response(text="<html>gateway</html>", content_type="application/json")
        case ("no", _, "choices"):
            return web.json_response({**_completion(asked, "x"), "choices": []})
        case ("bad", _, "call"):
            call = {"name": "search_products", "arguments": '{"queries": ["dro'}
            return web.json_response(_completion(asked, call))
        case ("no", _, "such-tool"):
            return web.json_response(_completion(asked, {"name": "fly", "arguments": {}}))
    return web.json_response(
        {"error": {"message": f"no model {name}", "code": "model_not_found"}}, status=404
    )


def _completion(asked: Json, said: str | Json) -> Json:
    message: Json = {"role": "assistant", "content": None}
    if isinstance(said, str):
        message["content"] = said
    else:
        arguments = said["arguments"]
        text = arguments if isinstance(arguments, str) else json.dumps(arguments, ensure_ascii=False)
        function = {"name": said["name"], "arguments": text}
        message["tool_calls"] = [{"id": f"call_{next(_ids)}", "type": "function", "function": function}]
    tokens_in, tokens_out = len(json.dumps(asked["messages"])) // 4, len(json.dumps(message)) // 4
    return {
        "id": f"chatcmpl-{next(_ids)}",
        "object": "chat.completion",
        "created": 1_790_000_000,
        "model": asked["model"],
        "choices": [
            {
                "index": 0,
                "message": message,
                "finish_reason": "stop" if isinstance(said, str) else "tool_calls",
                "logprobs": None,
            }
        ],
        "usage": {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        },
    }


async def _serve(port: int) -> None:
    async with fake_openai(port) as fake:
        print(f"OPENAI_BASE_URL={fake.url} DRAGOMAN_MODEL=openai-chat:good", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A model of OpenAI's kind for trying things out.")
    parser.add_argument("--port", type=int, default=9900)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(parser.parse_args().port))
