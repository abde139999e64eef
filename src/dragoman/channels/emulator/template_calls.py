"""The template endpoints of both versions, and the search over all senders."""

from collections.abc import Mapping
from typing import Any

from dragoman.channels.emulator import office
from dragoman.channels.emulator.checks import Errors
from dragoman.channels.emulator.desk import Call, Desk, Handler
from dragoman.channels.emulator.templates import CATEGORIES, STATUSES, Template, as_v1, as_v2

_FILTERS = ("name", "language", "status", "category", "sender")
_BAD_VALUE = "Provide one of the valid values."


async def _list(desk: Desk, call: Call) -> None:
    shown = [as_v2(template) for template in desk.provider.state.templates.of(call.parts[0])]
    await desk.json(call, {"templates": shown})


async def _list_v1(desk: Desk, call: Call) -> None:
    shown = [as_v1(template) for template in desk.provider.state.templates.of(call.parts[0])]
    await desk.json(call, {"templates": shown})


async def _create(desk: Desk, call: Call) -> None:
    body = await call.body()
    await _answer_made(desk, call, body)


async def _create_v1(desk: Desk, call: Call) -> None:
    body = await call.body()
    await _answer_made(desk, call, None if body is None else _from_v1(body))


async def _answer_made(desk: Desk, call: Call, body: dict[str, Any] | None) -> None:
    if body is None:
        await desk.error(call, 400)
        return
    made = office.create_template(desk.provider, call.parts[0], body)
    if isinstance(made, Template):
        version_1 = call.operation.name.endswith("_v1")
        await desk.json(call, as_v1(made) if version_1 else as_v2(made), 201)
    else:
        await desk.error(call, 400, made)


async def _get(desk: Desk, call: Call) -> None:
    template = _template_of(desk, call)
    if template is None:
        await desk.error(call, 404)
    else:
        await desk.json(call, as_v2(template))


async def _edit(desk: Desk, call: Call) -> None:
    template, body = _template_of(desk, call), await call.body()
    if template is None:
        await desk.error(call, 404)
        return
    if body is None:
        await desk.error(call, 400)
        return
    edited = office.edit_template(desk.provider, template, body)
    if isinstance(edited, Template):
        await desk.json(call, as_v2(edited))
    else:
        await desk.error(call, 400, edited)


async def _delete(desk: Desk, call: Call) -> None:
    sender, name = call.parts
    if office.delete_template(desk.provider, sender, name):
        await desk.done(call)
    else:
        await desk.error(call, 404)


async def _search(desk: Desk, call: Call) -> None:
    query = call.query
    page, size, errors = _read_search(query)
    if errors:
        await desk.error(call, 400, errors)
        return
    found = [
        template
        for template in desk.provider.state.templates.by_id.values()
        if _matches(template, query) and desk.is_ours(call, template.sender)
    ]
    found.sort(key=lambda template: template.created_at, reverse="desc" in query.get("orderBy", "").lower())
    paging = {
        "page": page,
        "size": size,
        "totalPages": -(-len(found) // size),
        "totalResults": len(found),
    }
    shown = [as_v2(template) for template in found[page * size : (page + 1) * size]]
    await desk.json(call, {"results": shown, "paging": paging})


def _read_search(query: Mapping[str, str]) -> tuple[int, int, Errors]:
    errors: Errors = {}
    for name, words in (("status", STATUSES), ("category", CATEGORIES)):
        if name in query and query[name] not in words:
            errors[name] = [_BAD_VALUE]
    page, size = query.get("page", "0"), query.get("size", "20")
    if not _is_whole(page):
        errors["page"] = ["must be greater than or equal to 0"]
    if not (_is_whole(size) and 1 <= int(size) <= 100):
        errors["size"] = ["must be between 1 and 100"]
    return (0, 1, errors) if errors else (int(page), int(size), errors)


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _matches(template: Template, query: Mapping[str, str]) -> bool:
    return all(query[name] == getattr(template, name) for name in _FILTERS if name in query)


def _template_of(desk: Desk, call: Call) -> Template | None:
    sender, template_id = call.parts
    template = desk.provider.state.templates.by_id.get(template_id)
    return template if template is not None and template.sender == sender else None


def _from_v1(body: dict[str, Any]) -> dict[str, Any]:
    """Version 1's body and footer, which are plain strings, as version 2 writes them."""
    structure = body.get("structure")
    if not isinstance(structure, dict):
        return body
    parts = {
        name: {"text": part} if name in {"body", "footer"} and isinstance(part, str) else part
        for name, part in structure.items()
    }
    return {**body, "structure": parts}


TEMPLATE_CALLS: dict[str, Handler] = {
    "template_list": _list,
    "template_create": _create,
    "template_get": _get,
    "template_edit": _edit,
    "template_delete": _delete,
    "template_search": _search,
    "template_list_v1": _list_v1,
    "template_create_v1": _create_v1,
    "template_delete_v1": _delete,
}
