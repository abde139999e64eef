"""What can be the address of a server: looked at when it is written down, not when a message is to be sent there."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"\w(?:[\w.-]*\w)?\.?")
_IPV6 = re.compile(r"[0-9A-Fa-f:.]+")


def is_server_address(text: str) -> bool:
    """Whether ``text`` is the http or https address of a host, with a port and a path or without."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # a port that is no number, half a bracket
        return False
    if parts.scheme not in {"http", "https"} or parts.query or parts.fragment or any(map(str.isspace, text)):
        return False
    return bool(_IPV6.fullmatch(host) if ":" in host else _HOST.fullmatch(host) and ".." not in host)
