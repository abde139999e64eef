"""The simulator's routes over HTTP, without a browser."""

import re
from collections.abc import AsyncIterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable

import aiohttp
import pytest
from starlette.applications import Starlette
from tests.console.world import SHOPS, World, served

from dragoman.doors.simulator import ShopChoice, simulator_routes
from dragoman.doors.simulator.choices import CLOCKS, FAULTS, SAMPLES
from dragoman.doors.simulator.texts import SCRIPT_TEXTS, translator

HELLO = {"to": "96179374241", "from": "447700900101", "name": "Mona", "type": "text", "text": "hello"}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


async def test_every_answer_carries_strict_headers(world: World, http: aiohttp.ClientSession) -> None:
    for path in ("", "/state", "/static/simulator.js", "/static/none.js"):
        async with http.get(f"{world.url}/simulator{path}") as answer:
            policy = answer.headers["Content-Security-Policy"]

        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_static_files_are_kept_for_a_year_by_their_hash(
    world: World, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{world.url}/simulator") as answer:
        page = await answer.text()
    address = re.search(r'href="(/simulator/static/tokens\.css\?v=\w+)"', page)
    assert address is not None

    async with http.get(world.url + address.group(1)) as kept:
        assert "immutable" in kept.headers["Cache-Control"]
    async with http.get(f"{world.url}/simulator/static/tokens.css") as unversioned:
        assert unversioned.headers["Cache-Control"] == "no-cache"
    async with http.get(
        f"{world.url}/simulator/static/tokens.css", headers={"If-None-Match": unversioned.headers["ETag"]}
    ) as unchanged:
        assert unchanged.status == 304


async def test_the_page_runs_no_inline_script_and_loads_nothing_from_elsewhere(
    world: World, http: aiohttp.ClientSession
) -> None:
    async with http.get(f"{world.url}/simulator") as answer:
        page = await answer.text()

    assert re.findall(r"<script(?![^>]*(?:src=|application/json))", page) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert re.findall(r"\son\w+=", page) == []


@pytest.mark.parametrize(
    ("query", "accepts", "lang", "direction"),
    [("", "ar-LB,en;q=0.8", "ar", "rtl"), ("?lang=en", "ar", "en", "ltr"), ("", "fr", "en", "ltr")],
)
async def test_the_page_speaks_the_language_asked_for(
    world: World, http: aiohttp.ClientSession, query: str, accepts: str, lang: str, direction: str
) -> None:
    async with http.get(f"{world.url}/simulator{query}", headers={"Accept-Language": accepts}) as answer:
        page = await answer.text()

    assert f'<html lang="{lang}" dir="{direction}"' in page


async def test_a_message_to_a_number_of_no_shop_is_refused(world: World, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{world.url}/simulator/inbound", json={**HELLO, "to": "15550100"}) as answer:
        assert answer.status == 404

    assert world.business.heard == []


@pytest.mark.parametrize("path", ["inbound", "faults", "clock", "reset"])
async def test_what_another_site_could_post_is_refused(
    world: World, http: aiohttp.ClientSession, path: str
) -> None:
    async with http.post(
        f"{world.url}/simulator/{path}", data="{}", headers={"Content-Type": "text/plain"}
    ) as answer:
        assert answer.status == 415


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("inbound", {**HELLO, "from": "nobody"}),
        ("inbound", {**HELLO, "age_s": 5}),
        ("inbound", {**HELLO, "type": "image", "sample": "../../routes.py"}),
        ("inbound", {**HELLO, "type": "voice", "sample": "lamp"}),
        ("inbound", {**HELLO, "text": None}),
        ("faults", {"name": "refuse_all", "on": True}),
        ("clock", {"offset_seconds": -1}),
    ],
)
async def test_nonsense_is_answered_with_one_sentence(
    world: World, http: aiohttp.ClientSession, path: str, body: object
) -> None:
    async with http.post(f"{world.url}/simulator/{path}", json=body) as answer:
        problem = await answer.json()

    assert answer.status == 400
    assert list(problem) == ["error"]
    assert problem["error"]


@pytest.mark.parametrize(
    ("lang", "body", "sentence"),
    [
        ("en", {**HELLO, "from": "abc"}, "The number needs its country code"),
        ("ar", {**HELLO, "from": "abc"}, "يحتاج الرقم إلى رمز البلد"),
        ("en", {**HELLO, "name": "x" * 300}, "“name” is too long: at most 256 characters."),
        ("ar", {**HELLO, "latitude": 100}, "لا يستطيع المحاكي قراءة «latitude»."),
        ("ar", {**HELLO, "to": "15550100"}, "لا متجر بهذا الرقم."),
        ("en", "hello", "The simulator cannot read this request."),
    ],
)
async def test_a_mistake_is_told_in_the_words_of_the_page(
    world: World, http: aiohttp.ClientSession, lang: str, body: object, sentence: str
) -> None:
    headers = {"Cookie": f"simulator_lang={lang}"}
    async with http.post(f"{world.url}/simulator/inbound", json=body, headers=headers) as answer:
        problem = await answer.json()

    assert problem["error"].startswith(sentence)


async def test_a_message_that_is_too_long_is_refused(world: World, http: aiohttp.ClientSession) -> None:
    async with http.post(f"{world.url}/simulator/inbound", json={**HELLO, "text": "x" * 40_000}) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(
    "path", ["media/96179374241/none", "media/..%2F..%2F_emulator/state", "static/../routes.py"]
)
async def test_no_other_file_comes_out(world: World, http: aiohttp.ClientSession, path: str) -> None:
    async with http.get(f"{world.url}/simulator/{path}") as answer:
        assert answer.status == 404


async def test_an_emulator_that_is_down_is_said_so() -> None:
    app = Starlette(routes=simulator_routes(emulator_admin=lambda: "http://127.0.0.1:9", shops=lambda: SHOPS))

    async with (
        served(app) as url,
        aiohttp.ClientSession() as http,
        http.get(f"{url}/simulator/state") as answer,
    ):
        problem = await answer.json()

    assert answer.status == 502
    assert "does not answer" in problem["error"]


async def test_a_page_without_shops_says_what_to_do() -> None:
    app = Starlette(routes=simulator_routes(emulator_admin="http://127.0.0.1:9", shops=lambda: ()))

    async with served(app) as url, aiohttp.ClientSession() as http, http.get(f"{url}/simulator") as answer:
        page = await answer.text()

    assert "dragoman tenant apply" in page


@pytest.mark.parametrize(
    ("lang", "sentence"),
    [
        ("en", "through Infobip for real: ECLA, AstroSouks."),
        ("ar", "ترسل فعلًا عبر Infobip: ECLA، AstroSouks."),
    ],
)
async def test_a_page_whose_shops_all_have_a_key_says_that_they_are_not_simulated(
    lang: str, sentence: str
) -> None:
    brands = ("ECLA", "AstroSouks")
    page = await _page_of(shops=(), real_brands=brands, lang=lang)

    assert sentence in page.replace("\u2068", "").replace("\u2069", "")
    assert "dragoman tenant apply" not in page


async def test_a_shop_with_a_key_beside_others_is_named_as_the_one_that_is_not_here() -> None:
    page = await _page_of(shops=SHOPS[:1], real_brands=("Odd & Co",), lang="en")

    assert "through Infobip for real: \u2068Odd &amp; Co\u2069" in page
    assert "The simulator is for shops without a key" not in page


async def _page_of(*, shops: Sequence[ShopChoice], real_brands: Sequence[str], lang: str) -> str:
    routes = simulator_routes(
        emulator_admin="http://127.0.0.1:9", shops=lambda: shops, real_brands=lambda: real_brands
    )
    async with (
        served(Starlette(routes=routes)) as url,
        aiohttp.ClientSession() as http,
        http.get(f"{url}/simulator?lang={lang}") as answer,
    ):
        return await answer.text()


def test_every_word_that_is_not_a_name_exists_in_arabic() -> None:
    arabic = translator("ar")
    code = files("dragoman.doors.simulator")
    shown = [
        *SCRIPT_TEXTS,
        *re.findall(r'_\("([^"]+)"\)', (code / "page.html.j2").read_text()),
        *re.findall(r'(?:_problem\(request, \d+, |translate\()"([^"]+)"', _source(code)),
        *(choice.title for choice in (*FAULTS, *SAMPLES, *CLOCKS)),
        *(one.note for one in FAULTS),
    ]

    untranslated = {text for text in shown if arabic(text) == text}

    assert untranslated == {"Webhook"}


def _source(code: Traversable) -> str:
    return "".join((code / name).read_text() for name in ("routes.py", "forms.py"))
