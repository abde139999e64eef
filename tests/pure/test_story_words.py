"""The story of a turn in a terminal."""

from dragoman.doors.cli.story import cost_words, story_lines


def test_what_the_guard_kept_back_and_what_a_claim_rests_on_are_told() -> None:
    story = {
        "guard": {
            "blocked": ["It is\n$5"],
            "violations": [{"kind": "amount", "text": "$5", "message": 0}],
            "receipts": [
                {
                    "claim": "$29.99",
                    "kind": "money",
                    "fact": {"kind": "price", "source": "get_product", "sku": "jet_drone", "version": 7},
                }
            ],
        }
    }

    assert list(story_lines(story, {})) == [
        "",
        "guard",
        "  kept back: It is $5",
        "  not supported: amount: $5",
        "  $29.99: price of jet_drone by get_product, catalogue version 7",
    ]


def test_a_story_that_was_erased_tells_what_is_left() -> None:
    assert list(story_lines({}, {"agent": "rules", "skus": []})) == ["", "trace", "  agent: rules"]
    assert list(story_lines({}, {})) == []


def test_a_cost_is_told_as_far_as_it_is_known() -> None:
    assert cost_words({}) == "-"
    assert cost_words({"tokens_in": 1, "cost_microusd": None}) == "unknown"
    assert cost_words({"tokens_in": 1, "cost_microusd": 2100}) == "$0.0021"


def test_a_model_that_was_not_asked_is_told_with_why() -> None:
    story = {"models": {"not_asked": "5 of 5 requests a day"}}

    assert "  not asked: 5 of 5 requests a day" in list(story_lines(story, {}))
