"""Fetching customers' files: from a server in Infobip's place, and from where that redirects to."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.support.emulator import SHOP, Client, an_emulator
from tests.support.infobip_server import KEY, free_port

from dragoman.base.clock import utc_now
from dragoman.channels.base import Sender
from dragoman.channels.files import Fetched, Gone, Later, NotTaken
from dragoman.channels.infobip.addresses import UnsafeAddress
from dragoman.channels.infobip.media import InfobipFiles, PublicOnly

NUMBER = "96179374241"
FILE = f"/whatsapp/1/senders/{NUMBER}/media/ab-1"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(3000)

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Host:
    """A server and what it was asked: method, path and credentials."""

    url: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str, str | None]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path, request.headers.get("Authorization")))
        answer = self.answers.get(request.method) or self.answers["GET"]
        return await answer(request)

    def says(self, get: Answer, head: Answer | None = None) -> None:
        """What the server answers from now on; without ``head`` the same to both."""
        self.answers = {"GET": get} | ({"HEAD": head} if head else {})


def gives(body: bytes = PNG, status: int = 200, **headers: str) -> Answer:
    async def answer(request: web.Request) -> web.StreamResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=body, headers=named)

    return answer


def streams(size: int) -> Answer:
    """A body of an undeclared length that goes on and on."""

    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for _ in range(size // 10_000):
            await response.write(b"\x00" * 10_000)
        return response

    return answer


async def cut_short(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": "5000"})
    await response.prepare(request)
    await response.write(PNG[:1000])
    assert request.transport is not None
    request.transport.close()
    return response


async def is_silent(request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


@asynccontextmanager
async def a_host(tls: ssl.SSLContext | None = None) -> AsyncIterator[Host]:
    host = Host()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", host.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    host.url = f"http{'s' if tls else ''}://127.0.0.1:{runner.addresses[0][1]}"
    host.says(gives())
    try:
        yield host
    finally:
        await runner.cleanup()


@asynccontextmanager
async def files_of(**options: Any) -> AsyncIterator[InfobipFiles]:
    files = InfobipFiles(**options)
    try:
        yield files
    finally:
        await files.close()


async def fetched(host: Host, path: str = FILE, **options: Any) -> Any:
    async with files_of(**options) as files:
        return await files.fetch(Sender(NUMBER, host.url, KEY), host.url + path)


async def test_a_file_is_asked_for_and_fetched_with_the_key() -> None:
    async with a_host() as host:
        host.says(gives(Content_Type="image/jpeg"))

        outcome = await fetched(host)

    assert outcome == Fetched(PNG, "image/png", "image/jpeg")
    assert host.asked == [("HEAD", FILE, f"App {KEY}"), ("GET", FILE, f"App {KEY}")]


@pytest.mark.parametrize("status", [401, 403, 404, 405, 500, 302])
async def test_a_head_that_is_refused_decides_nothing(status: int) -> None:
    async with a_host() as host:
        host.says(gives(), head=gives(b"", status, Location="http://127.0.0.1:1/"))

        assert isinstance(await fetched(host), Fetched)


async def test_a_file_that_says_it_is_too_large_is_not_asked_for() -> None:
    async with a_host() as host:
        outcome = await fetched(host, max_bytes=1024)

    assert outcome == NotTaken("it is larger than 0.000976562 MiB")
    assert [method for method, _, _ in host.asked] == ["HEAD"]


async def test_a_file_that_does_not_say_how_large_it_is_is_cut_off() -> None:
    async with a_host() as host:
        host.says(streams(50_000_000), head=gives(b""))

        outcome = await asyncio.wait_for(fetched(host, max_bytes=1024 * 1024), 5)

    assert outcome == NotTaken("it is larger than 1 MiB")


async def test_a_file_that_is_compressed_on_the_way_does_not_grow() -> None:
    async with a_host() as host:
        host.says(gives(b"\x1f\x8b" + bytes(50), Content_Encoding="gzip"))

        outcome = await fetched(host)

    assert outcome == Fetched(b"\x1f\x8b" + bytes(50), "application/gzip")


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (gives(b"", 404), Gone("the provider has it no longer (404)")),
        (gives(b"", 410), Gone("the provider has it no longer (410)")),
        (gives(b"", 400), NotTaken("the provider refuses it (400)")),
        (gives(b"", 451), NotTaken("the provider refuses it (451)")),
        (gives(b""), NotTaken("it is empty")),
        (gives(b"", 500), Later("the provider says later (500)")),
        (gives(b"", 503, Retry_After="7"), Later("the provider says later (503)", 7.0)),
        (cut_short, Later("the connection failed (ClientPayloadError)")),
    ],
)
async def test_what_a_fetch_comes_to(answer: Answer, outcome: object) -> None:
    async with a_host() as host:
        host.says(answer, head=gives(b"", 405))

        assert await fetched(host) == outcome


async def test_too_many_requests_are_obeyed_at_the_first() -> None:
    async with a_host() as host:
        host.says(gives(b"", 429, Retry_After="30"))

        assert await fetched(host) == Later("the provider says later (429)", 30.0)
    assert len(host.asked) == 1


async def test_what_was_said_to_one_file_holds_for_the_account() -> None:
    async with a_host() as host, files_of() as files:
        host.says(gives(b"", 429, Retry_After="30"))
        sender, other = Sender(NUMBER, host.url, KEY), Sender(NUMBER, host.url, "another key")
        await files.fetch(sender, host.url + FILE)
        host.says(gives())

        waits = await files.fetch(sender, host.url + FILE + "2")
        goes_on = await files.fetch(other, host.url + FILE)

    assert isinstance(waits, Later)
    assert 28 < waits.retry_after_s <= 30
    assert isinstance(goes_on, Fetched)
    assert len(host.asked) == 3


@pytest.mark.parametrize(("base_url", "key"), [("http://[::1", KEY), (None, "a key\nX-Other: 1")])
async def test_a_base_url_or_key_that_is_none_is_the_operators_matter(base_url: str | None, key: str) -> None:
    async with a_host() as host, files_of() as files:
        outcome = await files.fetch(Sender(NUMBER, base_url or host.url, key), host.url + FILE)

    assert isinstance(outcome, Later)
    assert outcome.account


@pytest.mark.parametrize("status", [401, 403])
async def test_a_key_that_is_not_let_in_is_the_operators_matter(status: int) -> None:
    async with a_host() as host:
        host.says(gives(b"", status))

        outcome = await fetched(host)

    assert isinstance(outcome, Later)
    assert outcome.account


async def test_a_provider_that_is_silent_or_not_there_is_asked_again_later() -> None:
    async with a_host() as host:
        host.says(is_silent)
        assert await fetched(host, timeout_s=0.2) == Later("the provider did not send it within 0.2 s")

    nobody = Host(url=f"http://127.0.0.1:{free_port()}")
    assert isinstance(await fetched(nobody), Later)


async def test_a_link_to_another_host_is_never_asked() -> None:
    async with a_host() as provider, a_host() as other, files_of() as files:
        outcome = await files.fetch(Sender(NUMBER, provider.url, KEY), other.url + FILE)

    assert outcome == NotTaken("its link leads to a host that is not the sender's provider")
    assert other.asked == []


async def test_no_more_requests_a_second_than_the_account_may_make() -> None:
    loop = asyncio.get_running_loop()
    async with a_host() as host, files_of(rate_per_second=10) as files:
        sender = Sender(NUMBER, host.url, KEY)
        started = loop.time()
        await asyncio.gather(*[files.fetch(sender, host.url + FILE) for _ in range(8)])

    assert loop.time() - started > 0.9  # sixteen requests, ten a second


async def test_closing_ends_it() -> None:
    files = InfobipFiles()
    await files.close()
    await files.close()

    assert isinstance(await files.fetch(Sender(NUMBER, "http://127.0.0.1:1", KEY), "x"), Later)


# --- redirects --------------------------------------------------------------------------------------


@dataclass
class Names(AbstractResolver):
    """Knows every name to be at these addresses."""

    addresses: tuple[str, ...] = ("127.0.0.1",)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        return [
            ResolveResult(hostname=host, host=address, port=port, family=socket.AF_INET, proto=0, flags=0)
            for address in self.addresses
        ]

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server called ``cdn.test`` shows, and what trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "cdn.test")])
    made = x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key())
    made = made.serial_number(7).not_valid_before(utc_now() - timedelta(days=1))
    made = made.not_valid_after(utc_now() + timedelta(days=1))
    certificate = made.add_extension(
        x509.SubjectAlternativeName([x509.DNSName("cdn.test")]), critical=False
    ).sign(key, hashes.SHA256())
    file: Path = tmp_path_factory.mktemp("tls") / "cdn.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(file)
    return server, ssl.create_default_context(cafile=str(file))


async def test_a_redirect_is_followed_over_https_without_the_key(
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    names = PublicOnly(Names(), lambda address: address == "127.0.0.1")
    async with a_host() as host, a_host(tls[0]) as cdn:
        host.says(gives(b"", 302, Location=cdn.url.replace("127.0.0.1", "cdn.test") + "/a?sig=1"))

        outcome = await fetched(host, resolver=names, ssl=tls[1])

    assert outcome == Fetched(PNG, "image/png")
    assert cdn.asked == [("GET", "/a", None)]


async def test_a_redirect_to_a_name_that_is_not_public_is_never_connected_to(
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
) -> None:
    async with a_host() as host, a_host(tls[0]) as inside:
        host.says(gives(b"", 302, Location=inside.url.replace("127.0.0.1", "cdn.test") + "/a"))

        outcome = await fetched(host, resolver=PublicOnly(Names()), ssl=tls[1])

    assert outcome == NotTaken("the provider redirects to an address that is not public")
    assert inside.asked == []


async def test_a_name_that_is_partly_public_is_not() -> None:
    with pytest.raises(UnsafeAddress):
        await PublicOnly(Names(("8.8.8.8", "10.0.0.1"))).resolve("cdn.test")

    assert len(await PublicOnly(Names(("8.8.8.8",))).resolve("cdn.test")) == 1


@pytest.mark.parametrize(
    "location",
    ["https://localhost.localdomain.invalid:1/a", "http://10.0.0.1/a", "https://10.0.0.1/", "", "ftp://x/y"],
)
async def test_a_redirect_to_nowhere_good_brings_no_file(location: str) -> None:
    async with a_host() as host:
        host.says(gives(b"", 302, Location=location))

        assert isinstance(await fetched(host), NotTaken | Later)


async def test_it_is_redirected_three_times_at_most() -> None:
    async with a_host() as host:
        host.says(gives(b"", 307, Location=host.url + "/again"))

        outcome = await fetched(host)

    assert outcome == NotTaken("the provider redirects more than 3 times")
    assert [key for method, _, key in host.asked if method == "GET"] == [f"App {KEY}", None, None, None]


# --- the emulator -----------------------------------------------------------------------------------


async def _from_the_emulator(client: Client, faults: dict[str, Any] | None = None, **options: Any) -> Any:
    """What fetching a voice note comes to, while the emulator misbehaves like this."""
    await client.admin("POST", "inbound", {"to": SHOP, "from": "96170000009", "type": "voice"})
    await client.admin("PATCH", "faults", faults or {})
    url = client.emulator.provider.state.messages[-1].content["url"]
    async with files_of(**options) as files:
        return await files.fetch(Sender(SHOP, client.url, KEY), url)


async def test_the_emulators_files_are_fetched_as_infobips_are() -> None:
    async with an_emulator() as client:
        outcome = await _from_the_emulator(client)
        async with files_of() as files:
            link = f"{client.url}/whatsapp/1/senders/{SHOP}/media/none"
            unknown = await files.fetch(Sender(SHOP, client.url, KEY), link)

    assert isinstance(outcome, Fetched)
    assert (outcome.media_type, outcome.called) == ("audio/ogg", None)
    assert isinstance(unknown, Gone)


async def test_the_emulators_storage_is_shown_no_key() -> None:
    async with an_emulator() as client:
        outcome = await _from_the_emulator(client, {"media_redirect": 1})
        state = await client.admin("GET", "state")

    assert isinstance(outcome, Fetched)
    assert state["counts"]["credentials_leaked"] == 0


async def test_the_emulators_bad_days_end_as_infobips_would() -> None:
    async with an_emulator() as client:
        wrong = await _from_the_emulator(client, {"media_wrong_type": 1})
        large = {"reset": True, "media_oversize": 1, "media_oversize_bytes": 5_000_000}
        too_large = await _from_the_emulator(client, large, max_bytes=1024 * 1024)
        slow = {"reset": True, "media_slow": 1, "media_slow_ms": 5000}
        too_slow = await _from_the_emulator(client, slow, timeout_s=0.3)

    assert isinstance(wrong, Fetched)
    assert (wrong.media_type, wrong.called) == ("audio/ogg", "text/html")
    assert too_large == NotTaken("it is larger than 1 MiB")
    assert too_slow == Later("the provider did not send it within 0.3 s")
