"""The simulator's routes: its page, its static files, and a narrow way through to the emulator's API."""

import asyncio
import base64
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import BaseModel, ValidationError
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from dragoman.base.errors import ChannelUnavailable
from dragoman.doors.simulator.assets import Asset, load_assets, serve_asset
from dragoman.doors.simulator.choices import (
    CLOCKS,
    CUSTOMERS,
    FAULTS,
    GENERAL_PHRASES,
    SAMPLES,
    Sample,
    ShopChoice,
    fault_of,
    sample_of,
)
from dragoman.doors.simulator.emulator_client import Answer, EmulatorClient
from dragoman.doors.simulator.forms import (
    ClockForm,
    ConversationQuery,
    FaultForm,
    InboundForm,
    what_is_wrong,
)
from dragoman.doors.simulator.headers import StrictHeaders
from dragoman.doors.simulator.texts import SCRIPT_TEXTS, WRONG_NUMBER, language_of, translator

_LARGEST_FORM = 32 * 1024  # bytes; the longest text is 4,096 characters
_PASSED_MEDIA = ("image/", "audio/", "video/")
_T = TypeVar("_T")
_F = TypeVar("_F", bound=BaseModel)


def simulator_routes(
    *,
    emulator_admin: str | Callable[[], str],
    shops: Callable[[], Sequence[ShopChoice]],
    real_brands: Callable[[], Sequence[str]] = lambda: (),
) -> list[BaseRoute]:
    """The routes under ``/simulator``, all with strict security headers.

    ``emulator_admin`` is the emulator's address, without ``/_emulator`` (``http://127.0.0.1:8000/emulator``),
    or a function that knows it at the time of the call. ``shops`` is asked at each page load and message.
    ``real_brands`` are those that the phone cannot write to because they send through the provider.
    """
    simulator = _Simulator(EmulatorClient(emulator_admin), shops, real_brands, load_assets(), _templates())
    route = partial(Route, middleware=[Middleware(StrictHeaders)])
    return [
        route("/simulator", simulator.page),
        route("/simulator/static/{name:path}", simulator.static),
        route("/simulator/state", simulator.state),
        route("/simulator/conversation", simulator.conversation),
        route("/simulator/media/{sender}/{id}", simulator.media),
        route("/simulator/inbound", simulator.inbound, methods=["POST"]),
        route("/simulator/faults", simulator.faults, methods=["POST"]),
        route("/simulator/clock", simulator.clock, methods=["POST"]),
        route("/simulator/reset", simulator.reset, methods=["POST"]),
    ]


@dataclass(frozen=True, slots=True)
class _Simulator:
    emulator: EmulatorClient
    shops: Callable[[], Sequence[ShopChoice]]
    real_brands: Callable[[], Sequence[str]]
    assets: dict[str, Asset]
    templates: Environment

    async def page(self, request: Request) -> Response:
        lang = language_of(request)
        translate = translator(lang)
        base = request.scope.get("root_path", "") + "/simulator"
        shops = self.shops()
        data = {
            "base": base,
            "lang": lang,
            "shops": [_shop_data(shop) for shop in shops],
            "texts": {text: translate(text) for text in SCRIPT_TEXTS},
        }
        html = self.templates.get_template("page.html.j2").render(
            _=translate,
            lang=lang,
            theme=request.cookies.get("simulator_theme", ""),
            shops=shops,
            # Isolated: a Latin name must not turn an Arabic sentence around.
            real_brands=translate(", ").join(f"\u2068{brand}\u2069" for brand in self.real_brands()),
            wrong_number=WRONG_NUMBER,
            customers=CUSTOMERS,
            samples=SAMPLES,
            faults=FAULTS,
            clocks=CLOCKS,
            data=data,
            static=lambda name: f"{base}/static/{name}?v={self.assets[name].version}",
        )
        return HTMLResponse(html, headers={"Cache-Control": "no-store", "Content-Language": lang})

    async def static(self, request: Request) -> Response:
        asset = self.assets.get(request.path_params["name"])
        return serve_asset(asset, request) if asset else _problem(request, 404, "There is no such file.")

    async def state(self, request: Request) -> Response:
        return await self._pass(request, "GET", "/_emulator/state")

    async def conversation(self, request: Request) -> Response:
        try:
            query = ConversationQuery.model_validate(dict(request.query_params))
        except ValidationError as mistake:
            return _mistaken(request, mistake)
        params = {key: str(value) for key, value in query.model_dump().items()}
        return await self._pass(request, "GET", "/_emulator/conversation", params=params)

    async def media(self, request: Request) -> Response:
        sender, media_id = request.path_params["sender"], request.path_params["id"]
        if not sender.isalnum() or not media_id.replace("-", "").replace("_", "").replace(".", "").isalnum():
            return _problem(request, 404, "There is no such file.")
        try:
            answer = await self.emulator.call("GET", f"/whatsapp/1/senders/{sender}/media/{media_id}")
        except ChannelUnavailable:
            return self._silent(request)
        if answer.status != 200 or not answer.content_type.startswith(_PASSED_MEDIA):
            return _problem(request, 404, "There is no such file.")
        return Response(
            answer.body, media_type=answer.content_type, headers={"Cache-Control": "private, max-age=3600"}
        )

    async def inbound(self, request: Request) -> Response:
        form = await _form(request, InboundForm)
        if isinstance(form, Response):
            return form
        if all(shop.number != form.to for shop in self.shops()):
            return _problem(request, 404, "No shop has this number.")
        message = form.model_dump(by_alias=True, exclude_none=True, exclude={"sample"})
        if form.sample is not None:
            sample = sample_of(form.sample)
            if sample is None or sample.type != form.type:
                return _problem(request, 400, "There is no such sample.")
            message |= self._file_of(sample)
        return await self._pass(request, "POST", "/_emulator/inbound", body=message)

    async def faults(self, request: Request) -> Response:
        form = await _form(request, FaultForm)
        if isinstance(form, Response):
            return form
        fault = fault_of(form.name)
        if fault is None:
            return _problem(request, 400, "There is no such switch.")
        change = {fault.name: fault.on if form.on else 0}
        return await self._pass(request, "PATCH", "/_emulator/faults", body=change)

    async def clock(self, request: Request) -> Response:
        form = await _form(request, ClockForm)
        if isinstance(form, Response):
            return form
        return await self._pass(request, "PATCH", "/_emulator/clock", body=form.model_dump())

    async def reset(self, request: Request) -> Response:
        """Forget all conversations and switch the faults off; answers the new state."""
        if (refused := _refuse_foreign(request)) is not None:
            return refused
        forgotten = await self._pass(request, "DELETE", "/_emulator/all")
        if forgotten.status_code >= 400:
            return forgotten
        return await self._pass(request, "PATCH", "/_emulator/faults", body={"reset": True})

    async def _pass(self, request: Request, method: str, path: str, **what: Any) -> Response:
        try:
            answer = await _unless_gone(request, self.emulator.call(method, path, **what))
        except ChannelUnavailable:
            return self._silent(request)
        return Response(
            answer.body if answer else b"",
            status_code=answer.status if answer else 499,  # nobody is there to read it
            media_type="application/json",
            headers={"Cache-Control": "no-store"},
        )

    def _silent(self, request: Request) -> Response:
        where = self.emulator.where()
        return _problem(request, 502, "The emulator at {address} does not answer.", address=where)

    def _file_of(self, sample: Sample) -> dict[str, str]:
        body = self.assets[f"samples/{sample.file}"].body
        return {"media_base64": base64.b64encode(body).decode(), "content_type": sample.content_type}


def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("dragoman.doors.simulator", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shop_data(shop: ShopChoice) -> dict[str, Any]:
    phrases = shop.sample_phrases or GENERAL_PHRASES
    return {"brand": shop.brand, "number": shop.number, "phrases": phrases}


async def _form(request: Request, model: type[_F]) -> _F | Response:
    """The request's JSON as ``model``, or the answer that says what is wrong with it."""
    if (refused := _refuse_foreign(request)) is not None:
        return refused
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return _problem(request, 413, "The message is too long.")
    try:
        return model.model_validate_json(bytes(body))
    except ValidationError as mistake:
        return _mistaken(request, mistake)


def _refuse_foreign(request: Request) -> Response | None:
    """Refuse what another site's page could send without asking: those cannot set this content type."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return _problem(request, 415, "Send JSON.")
    return None


async def _unless_gone(request: Request, call: Coroutine[Any, Any, Answer]) -> Answer | None:
    """The call's answer, or ``None`` when the browser went away: a long poll must not outlive its page."""
    answer, gone = asyncio.ensure_future(call), asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait({answer, gone}, return_when=asyncio.FIRST_COMPLETED)
        return answer.result() if answer.done() else None
    finally:
        answer.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _mistaken(request: Request, mistake: ValidationError) -> Response:
    return JSONResponse({"error": what_is_wrong(mistake, translator(language_of(request)))}, 400)


def _problem(request: Request, status: int, sentence: str, **gaps: str) -> Response:
    """``sentence`` in the page's language, its gaps filled."""
    words = translator(language_of(request))(sentence).format(**gaps)
    return JSONResponse({"error": words}, status)
