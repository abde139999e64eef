"""What staff change in the catalogue is what the next customer reads and sees."""

import hashlib
from pathlib import Path
from typing import Any

from tests.support.running import Dragoman

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40


async def _pictures(dragoman: Dragoman, address: str) -> list[dict[str, Any]]:
    sent = [message["content"] for message in await dragoman.sent_to(address)]
    return [content for content in sent if "mediaUrl" in content]


async def test_a_product_with_a_stored_picture_is_seen_with_its_price(
    dragoman: Dragoman, tmp_path: Path
) -> None:
    (tmp_path / "pen.png").write_bytes(PNG)
    await dragoman.command("catalogue", "add-image", "ecla", "whitening_pen", str(tmp_path / "pen.png"))
    person = dragoman.customer()

    await person.asks("can I see a picture of the whitening pen?")

    (picture,) = await _pictures(dragoman, person.address)
    assert "$20" in picture["caption"]
    async with dragoman.http.get(picture["mediaUrl"]) as answer:
        assert hashlib.sha256(await answer.read()).digest() == hashlib.sha256(PNG).digest()
    assert picture["mediaUrl"].startswith(f"{dragoman.url}/media/")


async def test_what_is_imported_is_sold_at_its_price_from_then_on(dragoman: Dragoman, tmp_path: Path) -> None:
    (tmp_path / "kettle.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(400))
    (tmp_path / "new.csv").write_text(
        "sku,name,name_ar,price,stock,aliases,image_url\n"
        "zinc-kettle,Zinc Kettle,غلاية زنك,31.75,0,zinc,kettle.jpg\n"
    )
    told = await dragoman.command("catalogue", "import", "astrosouks", str(tmp_path / "new.csv"))
    person = dragoman.customer(shop="astrosouks")

    first = await person.asks("how much is the zinc kettle?")
    await dragoman.command("catalogue", "set-price", "astrosouks", "zinc-kettle", "29.25")
    second = await person.asks("how much is the zinc kettle?")

    assert "1 product new" in told
    assert "$31.75" in first
    assert "$29.25" in second
    assert "$31.75" not in second
