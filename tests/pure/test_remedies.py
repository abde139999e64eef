"""Each of Infobip's codes says what to do about it."""

from typing import Any

import pytest

from dragoman.base.remedy import Remedy
from dragoman.channels.infobip.codes import ERRORS, STATUSES, Code
from dragoman.channels.infobip.status import verdict_of

RETRY, SENDER, RECIPIENT = Remedy.RETRY, Remedy.STOP_SENDER, Remedy.STOP_RECIPIENT
# As the registry and our reference recommend; whatever is not here is for a person to look at.
WANTED = {
    Remedy.STOP_SENDER: [11, 12, 13, 17, 19],
    Remedy.STOP_RECIPIENT: [6, 8, 10, 14, 18, 52],
    Remedy.RETRY: [15, 20, 21],
    Remedy.NOTHING: [23],
}
WANTED_OF_ERRORS = {
    Remedy.STOP_SENDER: [7001, 7004, 7005, 7007, 7011, 7016, 7019, 7034, 7038, 7081, 7083, 7084, 7281],
    Remedy.STOP_RECIPIENT: [7002, 7003],
    Remedy.RETRY: [7012, 7013, 7014, 7017, 7024, 7036, 7037, 7050, 7051, 7082],
    Remedy.TEMPLATE: [7010],
    Remedy.STOP_MARKETING: [7033],
    Remedy.NOTHING: [7280],
}


def _by_remedy(table: dict[int, Code]) -> dict[Remedy, list[int]]:
    found: dict[Remedy, list[int]] = {}
    for number, code in table.items():
        found.setdefault(code.remedy, []).append(number)
    found.pop(Remedy.LOOK, None)
    return found


def test_the_tables_are_as_wanted() -> None:
    assert _by_remedy(dict(STATUSES)) == WANTED
    assert _by_remedy(dict(ERRORS)) == WANTED_OF_ERRORS


def remedy(status: dict[str, Any] | None, error: dict[str, Any] | None = None) -> Remedy | None:
    verdict = verdict_of(status, error)
    assert verdict is not None
    return verdict.remedy


@pytest.mark.parametrize(
    ("status", "error", "wanted"),
    [
        ({"groupId": 2, "id": 9}, {"id": 7017}, RETRY),
        ({"groupId": 5, "id": 100}, {"id": 7003}, RECIPIENT),
        # the registry's word is overruled by the report's own flag
        ({"groupId": 2, "id": 9}, {"id": 7017, "permanent": True}, Remedy.LOOK),
        ({"groupId": 2, "id": 9}, {"id": 7026, "permanent": False}, Remedy.LOOK),
        # an error that stops nobody leaves it to the status
        ({"groupId": 5, "id": 12}, {"id": 7006}, SENDER),
        ({"groupId": 5, "id": 23}, {"id": 7050}, Remedy.NOTHING),
        ({"groupId": 5, "id": 12}, {"id": 7003}, RECIPIENT),
        # what nobody has registered
        ({"groupId": 2, "id": 9}, {"id": 7999, "permanent": False}, RETRY),
        ({"groupId": 2, "id": 9}, {"id": 7999, "permanent": True}, Remedy.LOOK),
        ({"groupId": 2, "id": 9}, {"id": 7999}, Remedy.LOOK),
        ({"groupId": 4, "id": 29}, None, Remedy.LOOK),
        ({"groupId": 2, "id": 9}, {"id": 0}, Remedy.LOOK),
        # what is no failure needs none
        ({"groupId": 3, "id": 5}, {"id": 0}, None),
        ({"groupId": 1, "id": 7}, None, None),
    ],
)
def test_a_report_says_what_helps(
    status: dict[str, Any], error: dict[str, Any] | None, wanted: Remedy | None
) -> None:
    assert remedy(status, error) == wanted
