"""Scenario files, filters, figures and pages of the evaluation."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from evals.conversation import Conversation, EndState, Exchange, Said, Turn
from evals.report import Outcome, Played, as_html, as_json, table, transcript
from evals.scenario import Kind, Language, Mistake, Scenario, Shop, chosen, load

SCENARIO: dict[str, Any] = {"name": "one", "shop": "ecla", "language": "en", "kind": "order", "steps": ["hi"]}


def a_scenario(**fields: Any) -> Scenario:
    return Scenario.model_validate(SCENARIO | fields)


def played(scenario: Scenario | None = None, **wrong: str) -> Played:
    exchange = Exchange((Said("customer", "hi"),), (Said("agent", "<b>hello</b>"),), 0, 0.5)
    turn = Turn("answered", "llm", model="m", tokens=100, cost=0.01)
    return Played(
        scenario or a_scenario(), Conversation((exchange,), EndState("agent", turns=(turn,)), "961"), wrong
    )


def test_every_file_is_read_and_both_shops_have_every_language_and_most_kinds() -> None:
    scenarios = load()

    for shop in get_args(Shop):
        own = chosen(scenarios, shops=[shop])
        assert {scenario.language for scenario in own} == set(get_args(Language))
    assert {scenario.kind for scenario in scenarios} <= set(get_args(Kind))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- {name: a, shop: ecla, language: en, kind: order, steps: [hi], wat: 1}", "a.yaml: a: .*wat"),
        ("- {name: a, shop: nobody, language: en, kind: order, steps: [hi]}", "shop"),
        (
            "- {name: a, shop: ecla, language: en, kind: order, steps: [{say: hi, tap: x}]}",
            "one of say, tap, send",
        ),
        (
            "- &a {name: a, shop: ecla, language: en, kind: order, steps: [hi]}\n- *a",
            "two scenarios are called a",
        ),
    ],
)
def test_a_file_with_a_mistake_is_refused_by_name(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Mistake, match=rf"(?s){complaint}"):
        load(tmp_path)


def test_filters_let_through_what_fits_all_of_them() -> None:
    scenarios = [
        a_scenario(),
        a_scenario(name="two", language="ar"),
        a_scenario(name="three", shop="astrosouks"),
    ]

    def names(**filters: list[str]) -> list[str]:
        return [scenario.name for scenario in chosen(scenarios, **filters)]

    assert names() == ["one", "two", "three"]
    assert names(shops=["ecla"], languages=["ar", "fr"]) == ["two"]
    assert names(names=["t"]) == ["two", "three"]
    assert names(kinds=["promo"]) == []


def test_pass_k_counts_only_what_is_right_every_time() -> None:
    one, two = a_scenario(), a_scenario(name="two", shop="astrosouks")
    outcome = Outcome((played(one), played(one, said="no"), played(two), played(two)), repeat=2, seconds=1.0)

    assert (outcome.total.right, outcome.total.pass_k) == (0.75, 0.5)
    assert [(row.label, row.pass_k) for row in outcome.by("shop")] == [("astrosouks", 1.0), ("ecla", 0.0)]
    assert (outcome.total.tokens, outcome.total.cost, outcome.total.by_model) == (
        100,
        pytest.approx(0.04),
        1.0,
    )
    assert (outcome.total.seconds, outcome.total.slow_seconds) == (0.5, 0.5)


@pytest.mark.parametrize(
    ("story", "kept_back"),
    [
        ({}, 0),
        ({"guard": {"receipts": []}}, 0),
        ({"guard": {"violations": [{"kind": "amount"}]}}, 1),
        ({"models": {"refused": ["the amount $1"]}}, 1),
    ],
)
def test_a_reply_that_the_guard_refused_is_counted(story: dict[str, Any], kept_back: int) -> None:
    turn = Turn("answered", "llm", story=story)
    run = Played(a_scenario(), Conversation((), EndState("agent", turns=(turn,)), "961"))

    assert Outcome((run,), repeat=1, seconds=1.0).total.kept_back == kept_back


def outcome_with(*wrong: dict[str, str], good: int = 0, errors: int = 0) -> Outcome:
    runs = [played(a_scenario(name=f"w{n}"), **reasons) for n, reasons in enumerate(wrong)]
    runs += [played(a_scenario(name=f"g{n}")) for n in range(good)]
    runs += [Played(a_scenario(name=f"e{n}"), None, error="no answer") for n in range(errors)]
    return Outcome(tuple(runs), repeat=1, seconds=1.0)


@pytest.mark.parametrize(
    ("outcome", "misses"),
    [
        (outcome_with(good=20), 0),
        (outcome_with({"end_state": "x"}, good=19), 0),
        (outcome_with({"end_state": "x"}, {"end_state": "x"}, good=18), 2),
        (outcome_with({"said": "x"}, {"said": "x"}, good=18), 1),
        (outcome_with({"grounded": "x"}, good=99), 1),
        (outcome_with({"own_words": "x"}, good=99), 1),
        (outcome_with(errors=2, good=18), 2),
    ],
)
def test_each_bar_is_missed_by_what_it_is_for(outcome: Outcome, misses: int) -> None:
    assert len(outcome.misses()) == misses


def test_what_is_wrong_is_shown_with_its_conversation() -> None:
    words = transcript(played(end_state="0 orders are stored, not 1"))

    for part in ("customer: hi", "agent: <b>hello</b>", "with the agent", "WRONG end_state: 0 orders"):
        assert part in words


def test_the_table_has_a_row_for_everything() -> None:
    rows = table(Outcome((played(),), repeat=4, seconds=1.0)).splitlines()

    assert "pass^4" in rows[0]
    assert [row.split("|")[1].strip() for row in rows[2:]] == ["all", "ecla", "en", "order"]


def test_the_page_is_one_file_and_escapes_what_was_said() -> None:
    page = as_html(Outcome((played(said="no"),), repeat=1, seconds=1.0, model="openai-chat:x"))

    assert "&lt;b&gt;hello&lt;/b&gt;" in page
    assert "<b>hello" not in page
    assert "openai-chat:x" in page
    assert not any(link in page for link in ("src=", "href=", "http:", "https:"))


def test_the_json_can_be_read_again() -> None:
    document = json.loads(as_json(Outcome((played(said="no"),), repeat=1, seconds=1.0)))

    assert document["total"]["scenarios"] == 1
    assert document["conversations"][0]["wrong"] == {"said": "no"}
