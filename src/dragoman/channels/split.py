"""Cutting long text where a reader would pause, so that every word arrives.

A part ends at the last paragraph break that fits, else at the last sentence, else at the last word; only a
word longer than a whole message is cut inside, and then between characters as people see them. Parts are
pieces of the original text: nothing is added, and only white space between parts is dropped.
"""

import re
import unicodedata

TEXT_LIMIT = 4096  # Infobip: content.text of 1 to 4096

# French sets ! ? : ; » off with a space, « likewise: plain or no-break, a part never ends there.
_GAP = re.compile(r"[^\S\u00a0\u2007\u202f]+")
_NOT_BEFORE, _NOT_AFTER = "!?:;»", "«"

_ENDS = ".!?…؟۔。！？"
_CLOSING = "\"'”’»)]*_~\u200e\u200f\u00a0\u202f "
_NUMBERED = re.compile(r"(?:^|\n)[ \t]*\d{1,3}\.\Z")
_ABBREVIATIONS = frozenset({"dr", "mr", "mrs", "ms", "mme", "mlle", "vs", "tél", "e.g", "i.e"})

_PARAGRAPH, _SENTENCE, _WORD, _TIED = 3, 2, 1, 0


def units(text: str) -> int:
    """The length of ``text`` as a provider counts it: in UTF-16 units, where most emoji count two.

    Never less than ``len(text)``, so a text within a limit in units is within it in characters too.
    """
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split_text(text: str, limit: int = TEXT_LIMIT) -> list[str]:
    """``text`` as one or more parts of at most ``limit`` UTF-16 units (see :func:`units`), in order.

    Text that has no words gives ``[]``. Raises ``ValueError`` for a limit below 2: an emoji needs two.
    """
    if limit < 2:
        raise ValueError("a limit below 2 cannot hold every character")
    parts = []
    rest = text.strip()
    while units(rest) > limit:
        end, start = _best_break(rest, _fitting(rest, limit))
        parts.append(rest[:end].rstrip())
        rest = rest[start:].lstrip()
    return [*parts, rest] if rest else parts


def split_off_end(text: str, limit: int) -> tuple[str, str]:
    """``text`` in two: an end of at most ``limit`` UTF-16 units, and all before it (``""`` if it all fits).

    The end starts where a paragraph does, if one starts late enough; else a sentence, else a word.
    """
    text = text.strip()
    earliest = max(0, len(text) - limit)
    while (excess := units(text[earliest:]) - limit) > 0:
        earliest += (excess + 1) // 2
    if earliest == 0:
        return "", text
    gaps = [gap for gap in _GAP.finditer(text) if gap.end() >= earliest]
    if gaps:
        gap = max(gaps, key=lambda gap: (_rank(text, gap), -gap.start()))
        return text[: gap.start()].rstrip(), text[gap.end() :].lstrip()
    start = earliest
    while start < len(text) and _joined(text, start):
        start += 1
    start = start if start < len(text) else earliest
    return text[:start], text[start:]


def shorten(text: str, limit: int) -> str:
    """``text`` within ``limit`` UTF-16 units: whole words and an ellipsis when it was longer."""
    text = text.strip()
    if units(text) <= limit:
        return text
    fitting = _fitting(text, limit - 1)
    ends = [gap.start() for gap in _GAP.finditer(text) if gap.start() <= fitting]
    end = ends[-1] if ends else _between_characters(text, fitting)
    return text[:end].rstrip(" ,;:.-–—،؛") + "…"


def _fitting(text: str, limit: int) -> int:
    """How many characters from the start fit in ``limit`` units."""
    end = min(len(text), limit)
    while (excess := units(text[:end]) - limit) > 0:
        end -= (excess + 1) // 2  # a character is at most two units, so this never drops one too many
    return end


def _best_break(text: str, fitting: int) -> tuple[int, int]:
    """Where the first part ends and where the next begins, the part being at most ``fitting`` characters."""
    best: tuple[int, int, int] | None = None
    for gap in _GAP.finditer(text):
        if gap.start() > fitting:
            break
        found = (_rank(text, gap), gap.start(), gap.end())
        if best is None or found > best:
            best = found
    if best is not None:
        return best[1], best[2]
    end = _between_characters(text, fitting)
    return end, end


def _rank(text: str, gap: re.Match[str]) -> int:
    """How good a place to stop this white space is."""
    lines = gap[0].count("\n")
    if lines > 1:
        return _PARAGRAPH
    if lines == 1:
        return _SENTENCE  # a line of a list is a sentence to its reader
    if text[gap.end()] in _NOT_BEFORE or text[gap.start() - 1] in _NOT_AFTER:
        return _TIED
    return _SENTENCE if _ends_sentence(text[max(0, gap.start() - 16) : gap.start()]) else _WORD


def _ends_sentence(tail: str) -> bool:
    """Whether a sentence ends with ``tail``: not after Dr. / M. / د. nor after the number of a list (3.)."""
    bare = tail.rstrip(_CLOSING)
    if not bare or bare[-1] not in _ENDS:
        return False
    if bare[-1] != "." or bare != tail:
        return True
    word = re.split(r"\s", bare[:-1])[-1].lstrip("(«\"'").casefold()
    abbreviated = (len(word) == 1 and word.isalpha()) or word in _ABBREVIATIONS
    return not abbreviated and _NUMBERED.search(tail) is None


def _between_characters(text: str, fitting: int) -> int:
    """The last place at or before ``fitting`` that is not inside a character as people see it.

    A pile of marks that alone is longer than the limit is cut at the limit: a part must fit.
    """
    end = fitting
    while end > 0 and _joined(text, end):
        end -= 1
    return end or fitting


def _joined(text: str, at: int) -> bool:
    """Whether ``at`` is inside one character as people see it: an accent, an emoji of parts, a flag."""
    if at >= len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after) in {"Mn", "Mc", "Me"} or "\u200d" in (before, after):
        return True
    if (
        "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f"
    ):  # skin tones, flag tags
        return True
    if "\ud800" <= before <= "\udbff" and "\udc00" <= after <= "\udfff":
        return True
    if _is_regional(before) and _is_regional(after):
        run = at
        while run > 0 and _is_regional(text[run - 1]):
            run -= 1
        return (at - run) % 2 == 1
    return False


def _is_regional(char: str) -> bool:
    """Half of a flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"
