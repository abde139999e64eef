"""What the page may ask of the simulator, checked at the door, and what is wrong with it in words."""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from dragoman.doors.simulator.texts import WRONG_NUMBER

Number = Annotated[str, StringConstraints(pattern=r"^[1-9]\d{4,14}$")]  # E.164 digits
Words = Annotated[str, StringConstraints(max_length=4096)]
ShortWords = Annotated[str, StringConstraints(max_length=256)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InboundForm(_Form):
    """A message of the customer. ``sample`` names one of the built-in files of an image or a voice note."""

    to: Number
    sender: Number = Field(alias="from", serialization_alias="from")
    name: ShortWords
    type: Literal["text", "image", "voice", "location", "button", "list"] = "text"
    text: Words | None = None
    sample: ShortWords | None = None
    id: ShortWords | None = None
    title: ShortWords | None = None
    description: ShortWords | None = None
    reply_to: ShortWords | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    place: ShortWords | None = None
    address: ShortWords | None = None


class FaultForm(_Form):
    """A switch of "Break something"."""

    name: str
    on: bool


class ClockForm(_Form):
    """The emulator's clock, seconds ahead of the real one: at most a week."""

    offset_seconds: int = Field(ge=0, le=7 * 86400)


class ConversationQuery(_Form):
    """Whose conversation, and what of it is new. ``wait``: how many seconds to wait for something new."""

    sender: Number
    customer: Number
    after: int = Field(default=0, ge=0)
    wait: int = Field(default=0, ge=0, le=20)


def what_is_wrong(mistake: ValidationError, translate: Callable[[str], str]) -> str:
    """The first mistake as a sentence for whoever sits at the page."""
    first = mistake.errors(include_url=False, include_input=False)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    if field in {"from", "customer"}:
        return translate(WRONG_NUMBER)
    if first["type"] == "string_too_long":
        return translate("“{field}” is too long: at most {most} characters.").format(
            field=field, most=first.get("ctx", {}).get("max_length")
        )
    if not field:
        return translate("The simulator cannot read this request.")
    return translate("The simulator cannot read “{field}”.").format(field=field)
