"""A template as it is submitted for approval, within Infobip's limits from its making.

``structure`` is written in Infobip's own form, as its documentation shows it. Raises ``ChannelRejected`` with a
sentence that names field, limit and value.
Source: Infobip's WhatsApp API, template creation; for the body's length and placeholders Meta's rules.
"""

import itertools
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dragoman.channels.definition import MEDIA_HEADERS, gap_names
from dragoman.channels.interactive import BODY_LIMIT, FRAME_LIMIT
from dragoman.channels.limits import check_count, check_data, check_link, check_tidy, check_words, refuse
from dragoman.channels.template import LANGUAGE_LIMIT, NAME_LIMIT

BUTTONS_LIMIT, BUTTON_TEXT_LIMIT, URL_BUTTONS_LIMIT = 10, 25, 2
CODE_LIMIT = 15
CATEGORIES = ("MARKETING", "UTILITY", "AUTHENTICATION")
HEADERS = ("TEXT", *sorted(kind.upper() for kind in MEDIA_HEADERS))
BUTTONS = (
    "QUICK_REPLY",
    "URL",
    "PHONE_NUMBER",
    "COPY_CODE",
    "FLOW",
    "CATALOG",
    "MULTI_PRODUCT",
    "ORDER_DETAILS",
    "VOICE_CALL",
    "REQUEST_CONTACT_INFO",
)

_NAME = re.compile(r"[a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_FIELDS = frozenset(
    {"name", "language", "category", "structure", "validityPeriod", "allowCategoryChange", "platform"}
)
_PARTS = frozenset({"header", "body", "footer", "buttons", "type"})
_WORDED = frozenset({"QUICK_REPLY", "URL", "PHONE_NUMBER"})

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewTemplate:
    """A template that does not exist yet. ``more`` are further fields, sent as they are."""

    name: str
    language: str
    category: str
    structure: Json
    more: Json

    def __post_init__(self) -> None:
        check_words("name", self.name, NAME_LIMIT)
        if not _NAME.fullmatch(self.name):
            refuse("name may hold only lower-case letters a to z, digits and underscores")
        check_words("language", self.language, LANGUAGE_LIMIT)
        if not _LANGUAGE.fullmatch(self.language):
            refuse("language is not a code such as en, en_GB, ar or fr")
        _check_one_of("category", self.category, CATEGORIES)
        check_data("structure", self.structure)
        if self.category == "AUTHENTICATION":  # Meta writes its words
            _check_authentication(self.structure)
        else:
            _check_structure(self.structure)

    @property
    def body(self) -> dict[str, Any]:
        """What is posted."""
        fields = {"name": self.name, "language": self.language, "category": self.category}
        return {**fields, "structure": dict(self.structure), **self.more}


def new_template(document: Any) -> NewTemplate:
    """The template that a file declares. Raises ``ChannelRejected`` for what would be refused."""
    if not isinstance(document, Mapping):
        refuse("the file holds no template: it must have name, language, category and structure")
    _check_known("the file", document, _FIELDS)
    more = {
        field: document[field]
        for field in document
        if field in _FIELDS - {"name", "language", "category", "structure"}
    }
    return NewTemplate(
        name=_words_of("name", document.get("name")),
        language=_words_of("language", document.get("language")),
        category=_words_of("category", document.get("category")).upper(),
        structure=_object_of("structure", document.get("structure")),
        more=more,
    )


def _check_structure(structure: Json) -> None:
    _check_known("structure", structure, _PARTS)
    body = _object_of("structure.body", structure.get("body"))
    text = _words_of("structure.body.text", body.get("text"))
    check_words("structure.body.text", text, BODY_LIMIT)
    _check_gaps("structure.body", text, body.get("examples"))
    if structure.get("header") is not None:
        _check_header(_object_of("structure.header", structure["header"]))
    if structure.get("footer") is not None:
        footer = _object_of("structure.footer", structure["footer"])
        words = _words_of("structure.footer.text", footer.get("text"))
        check_words("structure.footer.text", words, FRAME_LIMIT)
        if gap_names(words):
            refuse("structure.footer.text has a placeholder, WhatsApp allows none in a footer")
    _check_buttons(structure.get("buttons"))


def _check_authentication(structure: Json) -> None:
    _object_of("structure.body", structure.get("body"))
    check_count("structure.buttons", _list_of("structure.buttons", structure.get("buttons")), 1, "buttons")


def _check_gaps(field: str, text: str, examples: Any) -> None:
    names = gap_names(text)
    numbered = [name for name in names if name.isdigit()]
    if numbered and names != [str(number) for number in range(1, len(names) + 1)]:
        refuse(f"{field}.text has the placeholders {', '.join(names)}: number them 1, 2, 3 in order")
    values = _list_of(f"{field}.examples", examples)
    if len(values) != len(names):
        refuse(
            f"{field}.examples has {len(values)} entries, the text has {len(names)} placeholders: give one for each"
        )
    for place, value in enumerate(values):
        check_tidy(f"{field}.examples[{place}]", _words_of(f"{field}.examples[{place}]", value), BODY_LIMIT)


def _check_header(header: Json) -> None:
    kind = _words_of("structure.header.format", header.get("format"))
    _check_one_of("structure.header.format", kind, HEADERS)
    if kind == "TEXT":
        text = _words_of("structure.header.text", header.get("text"))
        check_words("structure.header.text", text, FRAME_LIMIT)
        if len(gap_names(text)) > 1:
            refuse(f"structure.header.text has {len(gap_names(text))} placeholders, WhatsApp allows 1")


def _check_buttons(value: Any) -> None:
    buttons = [
        _object_of(f"structure.buttons[{place}]", button)
        for place, button in enumerate(_list_of("structure.buttons", value))
    ]
    check_count("structure.buttons", buttons, BUTTONS_LIMIT, "buttons", least=0)
    kinds = []
    for place, button in enumerate(buttons):
        kinds.append(_checked_button(f"structure.buttons[{place}]", button))
    if kinds.count("URL") > URL_BUTTONS_LIMIT:
        refuse(
            f"structure.buttons has {kinds.count('URL')} of the type URL, WhatsApp allows {URL_BUTTONS_LIMIT}"
        )
    changes = sum(
        (one == "QUICK_REPLY") != (next_ == "QUICK_REPLY") for one, next_ in itertools.pairwise(kinds)
    )
    if changes > 1:
        refuse(
            "structure.buttons mixes QUICK_REPLY with others, WhatsApp wants quick replies next to each other"
        )


def _checked_button(field: str, button: Json) -> str:
    kind = _words_of(f"{field}.type", button.get("type"))
    _check_one_of(f"{field}.type", kind, BUTTONS)
    if kind in _WORDED or button.get("text") is not None:
        check_words(f"{field}.text", _words_of(f"{field}.text", button.get("text")), BUTTON_TEXT_LIMIT)
    if kind == "URL":
        _check_url(field, button)
    if kind == "PHONE_NUMBER":
        check_words(f"{field}.phoneNumber", _words_of(f"{field}.phoneNumber", button.get("phoneNumber")), 20)
    if kind == "COPY_CODE" and button.get("example") is not None:
        check_words(f"{field}.example", _words_of(f"{field}.example", button["example"]), CODE_LIMIT)
    return kind


def _check_url(field: str, button: Json) -> None:
    url = _words_of(f"{field}.url", button.get("url"))
    names = gap_names(url)
    check_link(f"{field}.url", re.sub(r"\{\{.*?\}\}", "x", url))
    if len(names) > 1 or (names and not url.rstrip().endswith("}}")):
        refuse(f"{field}.url may have one placeholder, at its end")
    if names:
        check_link(f"{field}.example", _words_of(f"{field}.example", button.get("example")))


def _check_known(where: str, given: Json, known: Collection[str]) -> None:
    unknown = sorted(str(name)[:60] for name in given if name not in known)
    if unknown:
        refuse(f"{where} has {unknown[0]!r}, which is not one of {', '.join(sorted(known))}")


def _check_one_of(field: str, word: str, words: Sequence[str]) -> None:
    if word not in words:
        refuse(f"{field} must be one of {', '.join(words)}")


def _words_of(field: str, value: Any) -> str:
    if value is None:
        refuse(f"{field} is missing")
    if not isinstance(value, str):
        refuse(f"{field} must be text: put it in quotes")
    return value


def _object_of(field: str, value: Any) -> Json:
    if not isinstance(value, Mapping):
        refuse(f"{field} is missing" if value is None else f"{field} must have fields of its own")
    return value


def _list_of(field: str, value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        refuse(f"{field} must be a list")
    return value
