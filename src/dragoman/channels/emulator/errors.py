"""The three forms in which Infobip says no, in JSON and in XML. Pure."""

from typing import Any, Literal
from xml.sax.saxutils import escape

from dragoman.channels.emulator.checks import Errors

Json = dict[str, Any]
Form = Literal["classic", "new"]

_CLASSIC = {
    400: ("BAD_REQUEST", "Bad request"),
    401: ("UNAUTHORIZED", "Unauthorized"),
    403: ("FORBIDDEN", "Forbidden"),
    404: ("NOT_FOUND", "Not found"),
    409: ("CONFLICT", "Conflict"),
    429: ("TOO_MANY_REQUESTS", "Too many requests"),
    500: ("GENERAL_ERROR", "Something went wrong. Please contact support."),
}
_NEW = {
    400: ("Request cannot be processed.", "Check the syntax, violations and adjust the request."),
    401: ("The request cannot be authenticated.", "Check the credentials of the request."),
    403: ("The request is not permitted.", "Check the permissions of the credentials."),
    404: (
        "Not found - request URL doesn't exist on the API server or resource is not found.",
        "Check the resources and adjust your request.",
    ),
    409: ("The request conflicts with the present state.", "Check the resource and adjust the request."),
    429: (
        "Too many requests sent.",
        "Check request rate limit specified in the API endpoint documentation resource.",
    ),
    500: ("Something went wrong.", "Contact support."),
}
_RESOURCES = {
    429: [
        {
            "name": "Throttling handling errors",
            "url": "https://www.infobip.com/docs/essentials/integration-best-practices"
            "#throttling-handling-errors",
        }
    ]
}


def error_json(form: Form, status: int, errors: Errors | None = None) -> Json:
    """The body of an error: classic for messages, media, senders; new for events, business info, templates."""
    return _new(status, errors) if form == "new" else _classic(status, errors)


def error_xml(form: Form, status: int, errors: Errors | None = None) -> str:
    """The same as XML, for a client that does not ask for JSON. The new form's tags are a guess."""
    if form == "new":
        body = f"<apiError>{_as_xml(_new(status, errors))}</apiError>"
    else:
        exception = _classic(status, errors)["requestError"]["serviceException"]
        body = f"<requestError><serviceException>{_as_xml(exception)}</serviceException></requestError>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{body}'


def _classic(status: int, errors: Errors | None) -> Json:
    word, text = _CLASSIC[status]
    exception: Json = {"messageId": word, "text": text}
    if errors:
        exception["validationErrors"] = errors
    return {"requestError": {"serviceException": exception}}


def _new(status: int, errors: Errors | None) -> Json:
    description, action = _NEW[status]
    violations = [
        {"property": path, "violation": text} for path, texts in (errors or {}).items() for text in texts
    ]
    return {
        "errorCode": f"E{status}",
        "description": description,
        "action": action,
        "violations": violations,
        "resources": _RESOURCES.get(status, []),
    }


def _as_xml(value: Any) -> str:
    if not isinstance(value, dict):
        return escape(str(value))
    parts = []
    for name, inner in value.items():
        if name == "validationErrors":
            entries = "".join(
                f"<entry><key>{escape(path)}</key>{_many('value', texts)}</entry>"
                for path, texts in inner.items()
            )
            parts.append(f"<validationErrors>{entries}</validationErrors>")
        else:
            parts.append(_many(name, inner if isinstance(inner, list) else [inner]))
    return "".join(parts)


def _many(name: str, values: list[Any]) -> str:
    return "".join(f"<{name}>{_as_xml(value)}</{name}>" for value in values)
