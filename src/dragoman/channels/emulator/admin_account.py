"""The admin API about the account: templates, senders, credentials, rules for recipients, the other host."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator import office
from dragoman.channels.emulator.access import read_credentials
from dragoman.channels.emulator.admin_reading import read_json, read_json_object, route
from dragoman.channels.emulator.customer import address_of
from dragoman.channels.emulator.desk import Desk
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.sender_calls import quality_of
from dragoman.channels.emulator.storage import Storage
from dragoman.channels.emulator.templates import Template, as_v2


def account_routes(provider: Provider, storage: Storage) -> list[Route]:
    """The routes, relative to the emulator's root."""
    account = _Account(provider, storage)
    return [
        route("templates", account.templates, "GET"),
        route("templates", account.put_template, "POST"),
        route("templates/{id}", account.change_template, "PATCH"),
        route("templates/{id}", account.remove_template, "DELETE"),
        route("senders/{sender}", account.sender, "GET"),
        route("senders/{sender}", account.change_sender, "PATCH"),
        route("credentials", account.put_credentials, "PUT"),
        route("recipients", account.recipients, "GET"),
        route("recipients", account.change_recipients, "PATCH"),
        route("storage", account.fetched, "GET"),
    ]


class _Account:
    def __init__(self, provider: Provider, storage: Storage) -> None:
        self._provider = provider
        self._storage = storage

    async def templates(self, request: Request) -> Response:
        wanted = request.query_params.get("sender")
        known = self._provider.state.templates.by_id.values()
        shown = [_shown(template) for template in known if wanted in {None, template.sender}]
        return JSONResponse({"templates": shown})

    async def put_template(self, request: Request) -> Response:
        template = office.put_template(self._provider, await read_json_object(request))
        return JSONResponse(_shown(template), 201)

    async def change_template(self, request: Request) -> Response:
        given = await read_json_object(request)
        return JSONResponse(_shown(office.change_template(self._provider, self._named(request), given)))

    async def remove_template(self, request: Request) -> Response:
        self._provider.commit({"k": "template_gone", "id": self._named(request).id})
        return Response(status_code=204)

    async def sender(self, request: Request) -> Response:
        sender = address_of(request.path_params["sender"])
        shown = quality_of(Desk(self._provider), sender)
        return JSONResponse(shown | {"businessInfo": self._provider.state.sender_info(sender).profile})

    async def change_sender(self, request: Request) -> Response:
        sender = address_of(request.path_params["sender"])
        office.change_sender(self._provider, sender, await read_json_object(request))
        return await self.sender(request)

    async def put_credentials(self, request: Request) -> Response:
        self._provider.gate.credentials = read_credentials(await read_json(request))
        return Response(status_code=204)

    async def recipients(self, request: Request) -> Response:
        rules = self._provider.recipients.rules
        return JSONResponse({to: rule.as_json() for to, rule in rules.items()})

    async def change_recipients(self, request: Request) -> Response:
        self._provider.recipients.change(await read_json_object(request))
        return await self.recipients(request)

    async def fetched(self, request: Request) -> Response:
        return JSONResponse({"fetched": self._storage.as_json()})

    def _named(self, request: Request) -> Template:
        template = self._provider.state.templates.by_id.get(request.path_params["id"])
        if template is None:
            raise ConfigError("there is no template with this id")
        return template


def _shown(template: Template) -> dict[str, Any]:
    return {"sender": template.sender, **as_v2(template)}
