"""What a status and an error mean for the message, for a later retry and for staff."""

from typing import Any

import pytest

from dragoman.channels.base import Outcome
from dragoman.channels.infobip.status import ERRORS, FAILURES, STATUSES, verdict_of


@pytest.mark.conforms(
    "status:groups",
    "outcome:pending",
    "outcome:accepted",
    "outcome:delivered",
    "outcome:failed",
    "outcome:expired",
    "outcome:rejected",
)
@pytest.mark.parametrize(
    ("group", "outcome", "final"),
    [
        (0, Outcome.ACCEPTED, False),
        (1, Outcome.PENDING, False),
        (2, Outcome.FAILED, True),
        (3, Outcome.DELIVERED, True),
        (4, Outcome.EXPIRED, True),
        (5, Outcome.REJECTED, True),
    ],
)
def test_the_group_says_what_became_of_the_message(group: int, outcome: Outcome, final: bool) -> None:
    verdict = verdict_of({"groupId": group}, None)

    assert verdict is not None
    assert (verdict.outcome, verdict.final) == (outcome, final)


def test_the_group_is_believed_before_the_id() -> None:
    verdict = verdict_of({"groupId": 5, "id": 5}, None)

    assert verdict is not None
    assert verdict.outcome is Outcome.REJECTED


@pytest.mark.conforms("outcome:sent")
@pytest.mark.parametrize("status", [{"groupId": 3, "id": 2}, {"id": "2"}, {"name": "DELIVERED_TO_OPERATOR"}])
def test_what_reached_only_the_operator_is_sent_and_not_final(status: dict[str, Any]) -> None:
    verdict = verdict_of(status, None)

    assert verdict is not None
    assert (verdict.outcome, verdict.final) == (Outcome.SENT, False)


@pytest.mark.conforms("status:groups", "outcome:delivered")
@pytest.mark.parametrize(
    ("status", "final"),
    [
        ({"groupId": 3, "id": 5}, True),
        ({"groupId": 3, "id": "5"}, True),
        ({"groupId": 3}, True),
        ({"groupId": 3, "name": "DELIVERED_TO_HANDSET"}, True),
        ({"groupId": 3, "id": 77}, False),
        ({"groupId": 3, "id": 77, "name": "DELIVERED_TO_HANDSET"}, False),
        ({"groupId": 3, "id": 0}, False),
        ({"groupName": "DELIVERED", "id": 77}, False),
    ],
)
def test_only_what_reached_the_handset_is_delivered_for_good(status: dict[str, Any], final: bool) -> None:
    verdict = verdict_of(status, None)

    assert verdict is not None
    assert (verdict.outcome, verdict.final) == (Outcome.DELIVERED, final)


@pytest.mark.parametrize("error", [None, {"id": 0}, {"id": 7051, "permanent": False}])
@pytest.mark.parametrize("status", [{"groupId": 4, "id": 29}, {"name": "EXPIRED_DLR_UNKNOWN"}])
def test_what_nobody_reported_about_may_have_arrived_and_is_not_sent_again(status: Any, error: Any) -> None:
    verdict = verdict_of(status, error)

    assert verdict is not None
    assert (verdict.outcome, verdict.final, verdict.retry_later_ok) == (Outcome.EXPIRED, True, False)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ({"groupName": "delivered"}, Outcome.DELIVERED),
        ({"id": 29}, Outcome.EXPIRED),
        ({"name": "REJECTED_SOMETHING_NEW"}, Outcome.REJECTED),
    ],
)
def test_without_a_group_number_names_and_ids_decide(status: dict[str, Any], outcome: Outcome) -> None:
    verdict = verdict_of(status, None)

    assert verdict is not None
    assert verdict.outcome is outcome


@pytest.mark.parametrize("status", [None, {}, "DELIVERED", {"groupId": 9}, {"groupId": None, "name": 7}])
def test_a_status_that_says_nothing_gives_no_verdict(status: Any) -> None:
    assert verdict_of(status, None) is None


def test_an_error_alone_is_a_failure() -> None:
    verdict = verdict_of(None, {"id": 7002})

    assert verdict is not None
    assert (verdict.outcome, verdict.code) == (Outcome.FAILED, "EC_UNKNOWN_USER")


@pytest.mark.parametrize(("reported", "retry"), [(True, False), (False, True)])
def test_the_providers_own_flag_is_believed_before_the_table(reported: bool, retry: bool) -> None:
    for number in (7002, 7017):
        verdict = verdict_of({"groupId": 2}, {"id": number, "permanent": reported})

        assert verdict is not None
        assert (verdict.permanent, verdict.retry_later_ok) == (reported, retry)


def test_a_closed_window_is_never_worth_the_same_message_again() -> None:
    verdict = verdict_of({"groupId": 2}, {"id": 7010, "permanent": False})

    assert verdict is not None
    assert not verdict.retry_later_ok


def test_an_unknown_error_speaks_with_the_providers_words() -> None:
    verdict = verdict_of({"groupId": 2}, {"id": 7999, "description": "Something new"})

    assert verdict is not None
    assert (verdict.code, verdict.reason, verdict.permanent) == ("7999", "Something new", None)
    assert not verdict.retry_later_ok


def test_without_an_error_the_status_explains_a_failure() -> None:
    verdict = verdict_of({"groupId": 5, "id": 14}, {"id": 0, "name": "NO_ERROR", "permanent": False})

    assert verdict is not None
    assert verdict.code == "REJECTED_DESTINATION_BLOCKLISTED"
    assert verdict.permanent is True


@pytest.mark.conforms("status:registry", "rule:codes")
def test_every_registered_error_is_a_failure_with_words_and_a_clear_retry() -> None:
    for number, code in ERRORS.items():
        verdict = verdict_of({"groupId": 2}, {"id": number})

        assert verdict is not None
        assert verdict.outcome is Outcome.FAILED
        assert verdict.code == code.name
        assert verdict.reason == code.words
        assert isinstance(verdict.permanent, bool)


@pytest.mark.conforms("status:registry")
def test_every_registered_status_has_an_outcome_from_its_id_alone() -> None:
    for number in STATUSES:
        verdict = verdict_of({"id": number}, None)

        assert verdict is not None
        assert (verdict.reason is not None) == (verdict.outcome in FAILURES)
