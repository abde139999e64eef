"""Making contents of words that may be too long: nothing is cut, and what comes out keeps every limit.

Long text becomes several texts. A caption or a body that is too long moves into texts before it; of a body, the
end stays with the buttons or the list. Titles are shortened between words, with an ellipsis, and stay different
from each other; a row's whole title then opens its description. What cannot be mended (too many buttons, a bad
link, no words at all) is refused as the contents themselves do: with ``ChannelRejected``.
"""

from collections.abc import Sequence
from dataclasses import replace

from dragoman.channels.content import CAPTION_LIMIT, ImageOut, OutContent, TextOut
from dragoman.channels.infobip.decode import storable_text
from dragoman.channels.interactive import (
    BODY_LIMIT,
    BUTTON_TITLE_LIMIT,
    OPENER_LIMIT,
    ROW_DESCRIPTION_LIMIT,
    ROW_TITLE_LIMIT,
    Button,
    ButtonsOut,
    ListOut,
    Row,
)
from dragoman.channels.limits import is_marked, without_marks
from dragoman.channels.split import TEXT_LIMIT, shorten, split_off_end, split_text, units


def compose_text(text: str) -> tuple[TextOut, ...]:
    """``text`` in as many messages as it takes."""
    text = storable_text(text)
    if units(text) <= TEXT_LIMIT:
        return (TextOut(text),)
    return tuple(TextOut(part) for part in split_text(text)) or (TextOut(""),)


def compose_image(url: str, caption: str | None = None) -> tuple[OutContent, ...]:
    """A picture with its caption, which goes before it when it is too long."""
    caption = None if caption is None else storable_text(caption)
    if caption is None or units(caption) <= CAPTION_LIMIT:
        return (ImageOut(url, caption),)
    return (*compose_text(caption), ImageOut(url))


def compose_buttons(text: str, buttons: Sequence[Button]) -> tuple[OutContent, ...]:
    """``text`` with quick replies under its end."""
    before, body = _body(text)
    return (*before, ButtonsOut(body, _fit_buttons(buttons)))


def compose_list(text: str, opener: str, rows: Sequence[Row]) -> tuple[OutContent, ...]:
    """``text`` with a menu under its end; ``opener`` is the word on the button that opens it."""
    before, body = _body(text)
    title = shorten(without_marks(storable_text(opener)), OPENER_LIMIT) or "…"
    return (*before, ListOut(body, title, tuple(_fit_row(row) for row in rows)))


def _body(text: str) -> tuple[tuple[TextOut, ...], str]:
    """The texts to send before an interactive message, and what is left as its body."""
    text = storable_text(text)
    if units(text) <= BODY_LIMIT:
        return (), text
    before, body = split_off_end(text, BODY_LIMIT)
    return tuple(TextOut(part) for part in split_text(before)), body


def _fit_buttons(buttons: Sequence[Button]) -> tuple[Button, ...]:
    """Buttons with titles that WhatsApp takes; those that would then read the same get a number."""
    taken = {button.title for button in buttons if _fits(button.title)}
    fitted = []
    for button in buttons:
        if not _fits(button.title):
            button = replace(button, title=_unused_title(button.title, taken))
            taken.add(button.title)
        fitted.append(button)
    return tuple(fitted)


def _fits(title: str) -> bool:
    return units(title) <= BUTTON_TITLE_LIMIT and not is_marked(title) and storable_text(title) == title


def _unused_title(title: str, taken: set[str]) -> str:
    plain = without_marks(storable_text(title))
    short, count = shorten(plain, BUTTON_TITLE_LIMIT), 1
    while not short or short in taken:
        count += 1
        short = f"{shorten(plain, BUTTON_TITLE_LIMIT - len(f' {count}'))} {count}".strip()
    return short


def _fit_row(row: Row) -> Row:
    title, description = storable_text(row.title), storable_text(row.description or "")
    if units(title) > ROW_TITLE_LIMIT:
        description = f"{title} · {description}" if description else title
        title = shorten(title, ROW_TITLE_LIMIT)
    return replace(row, title=title, description=shorten(description, ROW_DESCRIPTION_LIMIT) or None)


def join(contents: Sequence[OutContent], most: int) -> list[OutContent]:
    """The same words in at most ``most`` messages, as far as that is possible: texts become one, the last of them
    the body of the buttons or the list that follow. What was one message stays whole, and the order stays.
    """
    joined = list(contents)
    while len(joined) > max(1, most):
        pairs = ((place, _joined(joined[place], joined[place + 1])) for place in range(len(joined) - 1))
        found = next(((place, whole) for place, whole in pairs if whole is not None), None)
        if found is None:
            return joined
        place, whole = found
        joined[place : place + 2] = [whole]
    return joined


def _joined(first: OutContent, second: OutContent) -> OutContent | None:
    """Two messages as one, or ``None`` where that would break a limit."""
    if not isinstance(first, TextOut) or not isinstance(second, TextOut | ButtonsOut | ListOut):
        return None
    text = f"{first.text}\n\n{second.text}"
    if units(text) > (TEXT_LIMIT if isinstance(second, TextOut) else BODY_LIMIT):
        return None
    return replace(second, text=text)
