"""Scenario files: read whole before they begin, played in time, summed up at the end."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.support.emulator import MONA, SHOP, Client, Webhook, a_webhook, an_emulator, until

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.scenario import read_scenario, seconds_of

A_DAY = Path(__file__).parents[2] / "examples" / "scenarios" / "a-day.yaml"


async def play(emulator: Client, scenario: dict[str, Any]) -> dict[str, Any]:
    """Plays a scenario; what came of it."""
    await emulator.admin("POST", "scenario", {"speed": 100} | scenario)
    played: dict[str, Any] = await emulator.admin("GET", "scenario", wait=20)
    assert not played["running"]
    return played


@contextlib.asynccontextmanager
async def a_shop(webhook: Webhook, emulator: Client) -> AsyncIterator[None]:
    """Answers each message of a customer once, as Dragoman would."""

    async def answer() -> None:
        done = 0
        while True:
            for result in webhook.results[done:]:
                done += 1
                if "message" in result:
                    await emulator.send(to=result["from"], **{"from": result["to"]})
            await asyncio.sleep(0.01)

    task = asyncio.create_task(answer())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.conforms("check:scenario")
async def test_customers_write_wait_and_write_again() -> None:
    scenario = {
        "senders": {"shop": SHOP},
        "customers": {"mona": {"number": MONA, "name": "Mona"}},
        "steps": [
            {
                "at": 0,
                "customer": "mona",
                "to": "shop",
                "talk": ["one", {"pause": "20s"}, "two", {"type": "voice"}],
            },
            {"at": 5, "crowd": {"count": 4, "over": 10, "to": "shop", "says": ["hi"]}},
        ],
    }
    async with a_webhook() as webhook, an_emulator(webhook) as emulator, a_shop(webhook, emulator):
        played = await play(emulator, scenario)

        assert (played["sent"], played["expected"], played["answered"]) == (7, 7, 7)
        assert (played["late"], played["unanswered"], played["replies"]) == (0, 0, 7)
        assert played["by_sender"][SHOP]["answered"] == 7
        assert played["answer_s"]["max"] < 5
        conversation = await emulator.admin("GET", "conversation", sender=SHOP, customer=MONA)
        assert [message["direction"] for message in conversation["messages"]] == ["in", "out"] * 3


async def test_who_is_not_answered_gives_up_and_is_counted() -> None:
    steps = [
        {"at": 0, "customer": MONA, "to": SHOP, "says": "hi"},
        {"at": 0, "customer": "96170000002", "to": SHOP, "says": "nothing to say", "expect": False},
    ]
    async with an_emulator() as emulator:
        played = await play(emulator, {"patience_s": 0.1, "steps": steps})

        assert (played["sent"], played["expected"], played["unanswered"]) == (2, 1, 1)


async def test_a_late_answer_is_counted_late() -> None:
    steps = [{"at": 0, "customer": MONA, "to": SHOP, "says": "hi"}]
    async with a_webhook() as webhook, an_emulator(webhook) as emulator, a_shop(webhook, emulator):
        played = await play(emulator, {"late_after_s": 0, "steps": steps})

        assert (played["answered"], played["late"]) == (1, 1)


async def test_steps_do_everything_that_the_admin_api_does() -> None:
    template = {"sender": "shop", "name": "t", "language": "en", "category": "UTILITY"}
    body = {"structure": {"body": {"text": "Hello"}}}
    scenario = {
        "senders": {"shop": SHOP},
        "settings": {"seen_share": 0.5},
        "credentials": {"keys": [{"key": "key-for-tests"}]},
        "templates": [template | body | {"status": "PENDING"}],
        "steps": [
            {"at": 1, "faults": {"latency_ms": 1}, "recipients": {MONA: {"error": 7002}}},
            {"at": 2, "clock": "25h"},
            {"at": 3, "template": {"sender": "shop", "name": "t", "language": "en", "status": "APPROVED"}},
            {"at": 4, "rating": {"sender": "shop", "qualityRating": "LOW"}},
            {"at": 5, "event": {"type": "marketing", "sender": "shop", "customer": MONA}},
            {"at": 6, "raw": {"anything": True}},
        ],
    }
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        played = await play(emulator, scenario)
        await until(lambda: len(webhook.bodies) == 3)

        state = await emulator.admin("GET", "state")
        assert "error" not in played
        assert state["faults"]["latency_ms"] == 1
        assert state["settings"]["seen_share"] == 0.5
        assert state["clock"] == {"offset_seconds": 25 * 3600}
        assert (await emulator.admin("GET", "templates"))["templates"][0]["status"] == "APPROVED"
        assert (await emulator.admin("GET", f"senders/{SHOP}"))["qualityRating"] == "LOW"
        assert list(await emulator.admin("GET", "recipients")) == [MONA]
        assert {frozenset(body) & {"change", "content", "anything"} for body in webhook.bodies} == {
            frozenset({"change"}),
            frozenset({"content"}),
            frozenset({"anything"}),
        }


async def test_the_clock_can_follow_the_scenario() -> None:
    scenario = {
        "clock": "follow",
        "start": "2026-11-02T08:00:00Z",
        "speed": 36000,
        "steps": [
            {"at": 0, "customer": MONA, "to": SHOP, "says": "hi", "expect": False},
            {"at": "1h", "customer": MONA, "to": SHOP, "says": "an hour later", "expect": False},
        ],
    }
    async with a_webhook() as webhook, an_emulator(webhook) as emulator:
        await play(emulator, scenario)
        await until(lambda: len(webhook.results) == 2)

        assert webhook.results[0]["receivedAt"].startswith("2026-11-02T08:00:0")
        assert webhook.results[1]["receivedAt"].startswith("2026-11-02T09:00:0")


@pytest.mark.conforms("check:seed")
async def test_the_same_file_brings_the_same_faults_whatever_was_drawn_before() -> None:
    faults = {"seed": 3, "faults": {"http_500": 0.5}, "steps": []}
    async with an_emulator(seed=1) as emulator:
        days = []
        for _ in range(2):
            await play(emulator, faults)
            days.append([(await emulator.send())[0] for _ in range(24)])

        assert days[0] == days[1]
        assert set(days[0]) == {200, 500}


async def test_one_scenario_at_a_time_and_it_can_be_stopped() -> None:
    scenario = {"steps": [{"at": "9h", "customer": MONA, "to": SHOP, "says": "hi"}]}
    async with an_emulator() as emulator:
        await emulator.admin("POST", "scenario", scenario)
        async with emulator.session.post(f"{emulator.url}/_emulator/scenario", json=scenario) as second:
            assert second.status == 400
        await emulator.admin("DELETE", "scenario")

        assert (await emulator.admin("GET", "scenario"))["running"] is False


def test_the_same_seed_makes_the_same_day() -> None:
    text = A_DAY.read_text()

    def day(text: str, seed: int) -> list[Any]:
        return [
            (step.at_s, [(line.draft.customer, line.draft.sender, line.pause_s) for line in step.talk])
            for step in read_scenario(text, seed=seed).steps
        ]

    unseeded = text.replace("seed: 7\n", "")
    assert day(text, 1) == day(text, 2) == day(unseeded, 7)
    assert day(unseeded, 1) != day(unseeded, 2)


def test_the_example_plays_both_shops() -> None:
    scenario = read_scenario(A_DAY.read_text(), seed=1)

    senders = {line.draft.sender for step in scenario.steps for line in step.talk}
    assert senders == {"96179374241", "9613451652"}
    assert sum(len(step.talk) for step in scenario.steps) > 40


def test_numbers_need_no_quotes() -> None:
    scenario = read_scenario(
        f"recipients: {{{MONA}: {{error: 7003}}}}\n"
        f"steps: [{{at: 0, customer: {MONA}, to: {SHOP}, says: hi}}, {{at: 1, clock: {{ahead: 25h}}}}]",
        seed=1,
    )

    draft = scenario.steps[0].talk[0].draft
    assert (draft.customer, draft.sender, len(scenario.setup)) == (MONA, SHOP, 1)


@pytest.mark.parametrize(
    ("value", "seconds"), [(90, 90), (1.5, 1.5), ("30s", 30), ("5m", 300), ("8h30m", 30600), ("1h1s", 3601)]
)
def test_a_duration_is_seconds_or_words(value: object, seconds: float) -> None:
    assert seconds_of(value) == seconds


@pytest.mark.parametrize("value", ["", "soon", "10:30", -1, True, None, "5 m"])
def test_anything_else_is_no_duration(value: object) -> None:
    with pytest.raises(ConfigError):
        seconds_of(value)


@pytest.mark.parametrize(
    ("scenario", "word"),
    [
        ("a: [", "YAML"),
        ("[]", "mapping"),
        ({"stage": 1}, "stage"),
        ({"steps": {}}, "steps"),
        ({"steps": [{"says": "hi"}]}, "step 1: each step needs at"),
        ({"steps": [{"at": "noon"}]}, "step 1: noon"),
        ({"steps": [{"at": 1, "dance": True}]}, "step 1: dance"),
        ({"steps": [{"at": 1, "customer": MONA, "says": "hi"}]}, "sender"),
        ({"steps": [{"at": 1, "customer": MONA, "to": "shop", "says": "hi"}]}, "shop"),
        ({"steps": [{"at": 1, "customer": MONA, "to": SHOP, "says": {"type": "smoke"}}]}, "type"),
        ({"steps": [{"at": 1, "customer": MONA, "to": SHOP, "says": "hi", "mood": 1}]}, "mood"),
        ({"steps": [{"at": 1, "faults": {"http_501": 1}}]}, "http_501"),
        ({"steps": [{"at": 1, "settings": {"colour": 1}}]}, "colour"),
        ({"steps": [{"at": 1, "crowd": {"to": SHOP}}]}, "crowd"),
        ({"steps": [{"at": 1, "template": {"sender": SHOP}}]}, "template needs name"),
        ({"clock": "fast"}, "clock"),
        ({"clock": {}}, "clock"),
        ({"steps": [{"at": 1, 5: "x", "customer": MONA, "a": 1}]}, "5"),
        ({"credentials": {"keys": [{"key": "k", 5: 1, "a": 1}]}}, "5"),
        ({"start": "2026-11-02"}, "start"),
        ({"speed": -1}, "speed"),
        ({"customers": {"mona": {"name": "Mona"}}, "steps": [{"at": 0, "customer": "mona"}]}, "number"),
    ],
)
def test_a_scenario_that_makes_no_sense_is_refused_by_name(scenario: Any, word: str) -> None:
    text = scenario if isinstance(scenario, str) else yaml.safe_dump(scenario)

    with pytest.raises(ConfigError, match=word):
        read_scenario(text, seed=1)


@pytest.mark.conforms("check:scenario")
async def test_the_command_plays_a_file_prints_the_summary_and_ends(tmp_path: Path) -> None:
    file = tmp_path / "scenario.yaml"
    step = {"at": 0, "customer": MONA, "to": SHOP, "says": "hi"}
    file.write_text(yaml.safe_dump({"patience_s": 0.2, "steps": [step]}))
    async with a_webhook() as webhook:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "dragoman", "emulator", "--port", "0"),
            *("--webhook-url", webhook.url, "--scenario", str(file)),
            env={**os.environ, "DRAGOMAN_HOME": str(tmp_path)},
            stdout=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(60):
            out, _ = await process.communicate()

        assert process.returncode == 0
        printed = json.loads(out[out.index(b"{\n") :])
        assert (printed["sent"], printed["unanswered"]) == (1, 1)
        assert webhook.texts == ["hi"]
