"""A model's words as they look on a phone: WhatsApp's own marks in place of Markdown's, and none of ours. Pure."""

import re

_THOUGHTS = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_FENCES = re.compile(r"</?customer(?:-[0-9a-f]*)?>")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"__(?=\S)(.+?)(?<=\S)__")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_BULLET = re.compile(r"^(\s*)\*\s+", re.MULTILINE)
_LINK = re.compile(r"!?\[([^\]\n]*)\]\((\S+?)\)")
_EMPTY_LINES = re.compile(r"\n{3,}")


def phone_text(text: str) -> str:
    """``**bold**`` as ``*bold*``, headings and bullets as lines, links as their address; thoughts left out."""
    text = _FENCES.sub("", _THOUGHTS.sub("", text))
    text = _LINK.sub(_address, text)
    text = _BULLET.sub(r"\1- ", text)
    text = _HEADING.sub(lambda found: f"*{found[1].strip('*')}*", text)
    text = _ITALIC.sub(r"_\1_", _BOLD.sub(r"*\1*", text))
    return _EMPTY_LINES.sub("\n\n", text).strip()


def _address(found: re.Match[str]) -> str:
    words, address = found[1].strip(), found[2]
    return address if not words or words == address else f"{words}: {address}"
