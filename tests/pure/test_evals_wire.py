"""What a customer reads of a message, and which numbers of a row are amounts."""

from typing import Any

import pytest
from evals.conversation import Choice
from evals.wire import minors_in, said_of

MESSAGES: dict[str, tuple[dict[str, Any], str, str]] = {
    "text": ({"text": "Hello"}, "text", "Hello"),
    "picture": (
        {"mediaUrl": "https://x.test/1", "caption": "The pen, $20"},
        "image",
        "The pen, $20\n(picture)",
    ),
    "pin": (
        {"latitude": 1.0, "longitude": 2.0, "name": "Shop", "address": "Beirut"},
        "location",
        "(pin: Shop Beirut)",
    ),
    "buttons": (
        {
            "header": {"type": "TEXT", "text": "Top"},
            "body": {"text": "Order it?"},
            "footer": {"text": "Below"},
            "action": {"buttons": [{"type": "REPLY", "id": "y", "title": "Yes"}]},
        },
        "buttons",
        "Top\nOrder it?\nBelow\n[Yes]",
    ),
    "list": (
        {
            "body": {"text": "Pick"},
            "action": {"sections": [{"rows": [{"id": "a", "title": "Pen", "description": "$20"}]}]},
        },
        "list",
        "Pick\n[Pen] $20",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_customer_reads_every_word_of_a_message(name: str) -> None:
    content, kind, text = MESSAGES[name]

    said = said_of({"content": content, "type": kind.upper(), "messageId": "m1"})

    assert (said.text, said.kind, said.message_id) == (text, kind, "m1")


def test_buttons_and_rows_can_be_tapped() -> None:
    choices = [
        said_of({"content": MESSAGES[n][0], "type": "X", "messageId": "m"}).choices
        for n in ("buttons", "list")
    ]

    assert choices == [(Choice("y", "Yes"),), (Choice("a", "Pen"),)]


def test_amounts_are_told_from_other_numbers_by_their_names() -> None:
    quote = {
        "total_minor": 3900,
        "delivery_minor": None,
        "seq": 7,
        "catalogue_version": 12,
        "lines": [{"sku": "a", "quantity": 2, "list_unit": 1999, "unit": 1800, "total": 3600}],
    }

    assert sorted(minors_in(quote)) == [1800, 1999, 3600, 3900]
