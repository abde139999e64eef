"""Lines of a conversation as text for a model; the customer's stand between marks that nobody can forge. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from dragoman.agents.base import Line, Quoted

_LONGEST_LINE = 2000
_LONGEST_QUOTATION = 200
_MOST_HISTORY = 12_000


def fenced(text: str, mark: str) -> str:
    """``text`` between the marks of this turn. Whoever writes the mark itself would have to guess it."""
    return f"<customer-{mark}>\n{text.replace(mark, '')}\n</customer-{mark}>"


def told(line: Line, note: str | None = None) -> str:
    """What a message says, with what goes beside its words in square brackets; ``note`` in the place of its kind."""
    beside = [*_context(line), *(_kind(line) if note is None else [note])]
    words = (line.text or "").strip()[:_LONGEST_LINE]
    return "\n".join([*(f"[{note}]" for note in beside), *([words] if words else [])]) or "[nothing]"


def whole_turns(history: Sequence[Line], *, most_characters: int = _MOST_HISTORY) -> list[list[Line]]:
    """The turns of ``history``, oldest first, each the customer's messages and what answered them.

    What was said before the first of the customer's is left out, and so are the oldest turns that do not fit.
    """
    turns: list[list[Line]] = []
    answered = True
    for line in history:
        if line.kind in {"reaction", "deleted"} or line.author == "system":
            continue
        if line.author == "customer" and answered:
            turns.append([])
        answered = line.author != "customer"
        if turns:
            turns[-1].append(line)
    kept: list[list[Line]] = []
    size = 0
    for turn in reversed(turns):
        size += sum(len(told(line)) for line in turn)
        if kept and size > most_characters:
            break
        kept.append(turn)
    return kept[::-1]


def _context(line: Line) -> list[str]:
    notes = []
    if isinstance(referral := line.details.get("referral"), Mapping):
        notes.append(
            f"came from an advertisement: {_short(referral.get('headline') or 'without a headline')}"
        )
    if isinstance(product := line.details.get("referred_product"), Mapping):
        notes.append(f"asks from the page of the product with sku {_short(product.get('sku'))}")
    if line.quoted is not None:
        notes.append(_quotation(line.quoted))
    return notes


def _quotation(quoted: Quoted) -> str:
    who = {"customer": "their own message", "agent": "your message", "staff": "a message of the shop's staff"}
    return f"answers {who.get(quoted.author, 'a message')}: {_short(quoted.text or quoted.kind)}"


def _kind(line: Line) -> list[str]:
    details = line.details
    match line.kind:
        case "text" | "button":
            return [f"said in a {_short(was)} message"] if (was := details.get("was")) else []
        case "choice":
            return [f"tapped the choice {_short(line.choice_id)}"] if line.choice_id else ["tapped a choice"]
        case "location":
            where = [details.get("address"), details.get("latitude"), details.get("longitude")]
            return [f"a location: {', '.join(_short(part) for part in where if part is not None)}"]
        case "order":
            return [f"a cart: {_cart(details.get('order'))}"]
        case "contact":
            return ["a contact card"]
        case _:
            return [f"a message of the kind {_short(line.kind)}"]


def _cart(order: Any) -> str:
    items = order.get("items") if isinstance(order, Mapping) else None
    listed = [
        f"{_short(item.get('quantity'))} x sku {_short(item.get('sku'))}"
        for item in (items if isinstance(items, list) else [])[:20]
        if isinstance(item, Mapping)
    ]
    return ", ".join(listed) or "empty"


def _short(value: object) -> str:
    return " ".join(str(value).split())[:_LONGEST_QUOTATION]
