"""When words that failed may leave once more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from dragoman.turns import pace
from dragoman.turns.failures import MOST_SUBMISSIONS, may_submit_anew
from dragoman.turns.model import FailedSend

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FAILED = FailedSend(
    message_id=UUID(int=1),
    message_at=NOW,
    remedy="retry",
    code="EC_TOO_MANY_REQUESTS",
    reason=None,
    at=NOW,
    author="agent",
    kind="text",
    epoch=3,
    tries=1,
    overtaken=False,
    still_leaving=False,
    contact_id=UUID(int=2),
    sender="9617",
    current_epoch=3,
    last_inbound_at=NOW - timedelta(hours=1),
    shop_active=True,
    now=NOW,
)


@pytest.mark.parametrize(
    ("changes", "may"),
    [
        ({}, True),
        ({"tries": MOST_SUBMISSIONS - 1}, True),
        ({"tries": MOST_SUBMISSIONS}, False),
        ({"overtaken": True}, False),
        ({"current_epoch": 4}, False),
        ({"current_epoch": 4, "author": "staff"}, True),
        ({"shop_active": False}, False),
        ({"shop_active": False, "author": "staff"}, True),
        ({"epoch": None}, False),
        ({"last_inbound_at": None}, False),
        ({"last_inbound_at": NOW - pace.SERVICE_WINDOW + pace.WINDOW_MARGIN + timedelta(seconds=5)}, False),
        ({"last_inbound_at": None, "kind": "template"}, True),
    ],
)
def test_only_while_it_can_help_and_nobody_has_spoken_since(changes: dict[str, Any], may: bool) -> None:
    assert may_submit_anew(replace(FAILED, **changes)) is may


def test_the_waits_grow_and_end() -> None:
    assert [pace.submit_anew_s(tries) for tries in range(1, 6)] == [10, 40, 160, 300, 300]
