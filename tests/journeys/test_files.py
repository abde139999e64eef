"""Files, from a customer's phone to the shop's disk and from there to the phone."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.support.running import NUMBERS, Dragoman, a_result

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9000  # more than two parts
PDF = b"%PDF-1.7\n" + bytes(100)

_SETTLED = "SELECT * FROM media WHERE url = %s AND status <> 'waiting'"
_URLS = "SELECT url FROM media WHERE conversation_id = %s ORDER BY created_at"
_KIND = "image voice audio video document sticker"


async def _arrives(dragoman: Dragoman, person: Any, kind: str, **fields: Any) -> dict[str, Any]:
    """The row of a file, once it is known what became of it."""
    await person.sends(kind, **fields)
    await dragoman.idle()
    (url,) = [row["url"] for row in await dragoman.rows(_URLS, (await person.conversation())["id"])]
    (row,) = await dragoman.until(_SETTLED, url)
    return row


@pytest.mark.parametrize("kind", _KIND.split())
async def test_what_a_customer_sends_is_kept_and_answered(dragoman: Dragoman, kind: str) -> None:
    person = dragoman.customer()

    row = await _arrives(dragoman, person, kind, caption="this?" if kind in {"image", "video"} else None)

    assert (row["status"], row["kind"], row["sender"]) == ("stored", kind, NUMBERS["ecla"])
    assert len(await person.inbox()) >= 1


async def test_it_is_shown_and_saved_whole(dragoman: Dragoman, tmp_path: Path) -> None:
    person = dragoman.customer()
    media = {"media_base64": base64.b64encode(PNG[:500_000]).decode(), "content_type": "image/jpeg"}
    row = await _arrives(dragoman, person, "image", **media)
    conversation = str((await person.conversation())["id"])

    shown = await dragoman.command("conversations", "show", "ecla", conversation)
    await dragoman.command("media", "save", "ecla", str(row["message_id"]), str(tmp_path / "a.png"))

    assert "image/png, 500 KB, stored (it was called image/jpeg)" in shown
    assert (tmp_path / "a.png").read_bytes() == PNG[:500_000]


async def test_a_file_that_is_not_what_it_came_as_is_not_kept_and_a_person_is_told(
    dragoman: Dragoman,
) -> None:
    person = dragoman.customer()

    row = await _arrives(dragoman, person, "image", media_base64=base64.b64encode(PDF).decode())

    assert (row["status"], row["reason"]) == ("refused", "it came as image and is application/pdf")
    assert "media_missing" in [action["kind"] for action in await person.actions()]
    assert len(await person.inbox()) >= 1  # and the customer has been answered


async def test_a_link_to_anywhere_else_is_never_asked(dragoman: Dragoman) -> None:
    link = "http://169.254.169.254/whatsapp/1/senders/9611/media/latest"
    await dragoman.post(a_result(message={"type": "IMAGE", "url": link}))

    (row,) = await dragoman.until(_SETTLED, link)

    assert row["status"] == "refused"
    assert "not the sender's provider" in row["reason"]


# --- out --------------------------------------------------------------------------------------------


async def _sent(dragoman: Dragoman, tmp_path: Path, data: bytes = PNG, *words: str) -> str:
    """The path that the provider was given for a file which a person sent."""
    person = dragoman.customer()
    await person.says("how does it look?")
    await dragoman.idle()
    (tmp_path / "cup").write_bytes(data)
    conversation = str((await person.conversation())["id"])
    await dragoman.command("conversations", "send-file", "ecla", conversation, str(tmp_path / "cup"), *words)
    await dragoman.idle()
    url: str = (await dragoman.sent_to(person.address))[-1]["content"]["mediaUrl"]
    assert url.startswith(f"{dragoman.url}/media/")
    return url.removeprefix(dragoman.url)


async def test_a_file_of_the_shop_is_fetched_by_its_short_lived_address(
    dragoman: Dragoman, tmp_path: Path
) -> None:
    path = await _sent(dragoman, tmp_path)

    async with dragoman.http.get(dragoman.url + path) as answer:
        body = await answer.read()
    head = await dragoman.request("HEAD", path)

    assert (answer.status, hashlib.sha256(body).digest()) == (200, hashlib.sha256(PNG).digest())
    assert (head.status, head.text) == (200, "")
    for headers in (answer.headers, head.headers):
        assert headers["Content-Type"] == "image/png"
        assert headers["Content-Length"] == str(len(PNG))
        assert headers["Content-Disposition"].startswith('inline; filename="')
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert re.fullmatch(r"private, max-age=3(600|5\d\d)", headers["Cache-Control"])
        assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


async def test_what_a_browser_might_run_is_handed_over_as_a_file(dragoman: Dragoman, tmp_path: Path) -> None:
    path = await _sent(dragoman, tmp_path, b"<html><script>alert(1)</script></html>")

    answer = await dragoman.request("GET", path)

    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain")
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


async def test_whatever_is_not_right_is_not_found(dragoman: Dragoman, tmp_path: Path) -> None:
    path = await _sent(dragoman, tmp_path)
    place, _, query = path.partition("?")
    _, _, shop, name = place.split("/")
    until = query.partition("&")[0]
    wrong = [
        ("GET", "/media"),
        ("GET", "/media/"),
        ("GET", f"/media/{shop}"),
        ("GET", place),
        ("GET", f"{place}?{until}"),
        ("GET", f"{path[:-1]}_"),
        ("GET", f"{path}&sig=x"),
        ("GET", f"{path}{'&x=1' * 200}"),
        ("GET", path.replace("until=1", "until=2")),
        ("GET", path.replace(f"/{shop}/", "/2/" if shop == "1" else "/1/")),
        ("GET", path.replace(f"/{shop}/", f"/0{shop}/")),
        ("GET", path.replace(name, name[::-1])),
        ("GET", path.replace(name, name.upper())),
        ("GET", path.replace("/media/", "/media//")),
        ("POST", path),
        ("DELETE", path),
        ("GET", f"/media/%2e%2e/{name}?{query}"),
    ]

    answers = [await dragoman.request(method, where) for method, where in wrong]

    assert [answer.status for answer in answers] == [404] * len(wrong)
    assert {name for answer in answers for name in answer.headers} & {
        "Content-Disposition",
        "Location",
    } == set()


async def test_bytes_that_are_not_kept_any_more_are_not_found(dragoman: Dragoman, tmp_path: Path) -> None:
    path = await _sent(dragoman, tmp_path, b"only here")
    await dragoman.rows(
        "DELETE FROM blobs WHERE sha256 = %s", bytes.fromhex(urlsplit(path).path.rpartition("/")[2])
    )

    assert (await dragoman.request("GET", path)).status == 404
