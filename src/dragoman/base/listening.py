"""Taking connections: opening the ports that we were told to, and finding those that somebody opened for us."""

import asyncio
import errno
import os
import socket
import stat
from collections.abc import Collection, Iterator
from contextlib import suppress

from dragoman.base.errors import ConfigError

_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


def bind(host: str, port: int, *, host_name: str, port_name: str) -> list[socket.socket]:
    """Sockets bound to every address of ``host``, for a server to listen on; close them where none will.

    Raises ``ConfigError`` that names the setting to change, ``host_name`` or ``port_name``.
    """
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise ConfigError(f"{host_name}: {host!r} is no address of this machine; try 127.0.0.1") from None
    bound: list[socket.socket] = []
    why: OSError | None = None
    for family, _, _, _, place in dict.fromkeys(places):
        try:
            bound.append(_bound(family, place))
        except OSError as error:
            why = error
            if error.errno not in _NOT_HERE:  # one of a name's addresses may be missing, such as IPv6
                break
    else:
        if bound:
            return bound
    for listener in bound:
        listener.close()
    raise ConfigError(_sentence(why, host, port, host_name, port_name))


def _bound(family: int, place: tuple[object, ...]) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(place)
    except BaseException:
        listener.close()
        raise
    return listener


def _sentence(error: OSError | None, host: str, port: int, host_name: str, port_name: str) -> str:
    match error.errno if error else None:
        case errno.EADDRINUSE:
            return f"{port_name}: another program uses {host}:{port}; stop it, or choose another port"
        case errno.EACCES:
            return f"{port_name}: this user may not listen on {port}; choose a port above 1023"
        case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT:
            return f"{host_name}: {host!r} is no address of this machine; try 127.0.0.1"
        case _:
            return f"{host_name}: cannot listen on {host}:{port}: {error.strerror if error else 'no address'}"


async def until_it_listens(host: str, port: int, *, within_s: float) -> None:
    """Returns when somebody takes connections there, or after a while."""
    deadline = asyncio.get_running_loop().time() + within_s
    while asyncio.get_running_loop().time() < deadline:
        with suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return
        await asyncio.sleep(0.02)


async def find_own_port(
    configured: int, *, within_s: float, not_it: Collection[int] = ()
) -> tuple[str, int] | None:
    """Where this process listens, as soon as it does: the server that runs us was told, and we were not.

    Of several places the one with the port ``configured``; never one of ``not_it``, which we opened ourselves.
    ``None`` when there is none after a while.
    """
    deadline = asyncio.get_running_loop().time() + within_s
    while not (found := [place for place in listening_here() if place[1] not in not_it]):
        if asyncio.get_running_loop().time() > deadline:
            return None
        await asyncio.sleep(0.05)
    return next((place for place in found if place[1] == configured), found[0])


def listening_here() -> list[tuple[str, int]]:
    """Where this process takes TCP connections, whoever opened the port. Empty where there is no ``/proc``."""
    return sorted(set(_listeners()))


def _listeners() -> Iterator[tuple[str, int]]:
    with suppress(OSError):
        for name in os.listdir("/proc/self/fd"):
            with suppress(OSError):  # closed meanwhile
                if not stat.S_ISSOCK(os.fstat(int(name)).st_mode):
                    continue
                with socket.socket(fileno=os.dup(int(name))) as found:
                    internet = found.family in {socket.AF_INET, socket.AF_INET6}
                    if internet and found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                        host, port = found.getsockname()[:2]
                        yield host, port
