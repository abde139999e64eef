"""Opening ports, and finding the one that somebody opened for us."""

import socket

import pytest
from tests.support.processes import free_port

from dragoman.base.errors import ConfigError
from dragoman.base.listening import bind, find_own_port, listening_here


def _bind(host: str, port: int) -> list[socket.socket]:
    return bind(host, port, host_name="THE_HOST", port_name="THE_PORT")


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_free_port_is_bound_and_left_to_the_server_to_listen_on(host: str) -> None:
    port = free_port()

    bound = _bind(host, port)

    try:
        assert {listener.getsockname()[1] for listener in bound} == {port}
        assert port not in {place[1] for place in listening_here()}
    finally:
        for listener in bound:
            listener.close()


def test_a_port_that_somebody_listens_on_is_refused_with_the_name_of_its_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(ConfigError, match=f"THE_PORT: another program uses 127.0.0.1:{port}; stop it"):
            _bind("127.0.0.1", port)


@pytest.mark.parametrize("host", ["203.0.113.7", "http://127.0.0.1", "no..host", "2001:db8::7"])
def test_an_address_that_is_not_ours_is_refused_with_the_name_of_its_setting(host: str) -> None:
    with pytest.raises(ConfigError) as refused:
        _bind(host, free_port())

    assert str(refused.value) == f"THE_HOST: {host!r} is no address of this machine; try 127.0.0.1"


async def test_of_several_ports_of_ours_the_configured_one_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        places = [one.getsockname(), other.getsockname()]

        found = [await find_own_port(port, within_s=1) for _, port in places]

    assert found == places
    assert not set(places) & set(listening_here())


async def test_a_port_that_we_opened_ourselves_is_not_taken_for_the_server_s() -> None:
    with socket.create_server(("127.0.0.1", 0)) as ours:
        port = ours.getsockname()[1]

        found = await find_own_port(port, within_s=0.1, not_it={port})

    assert found is None or found[1] != port
