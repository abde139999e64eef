"""The parts of the agent that asks a model which need no model: breaker, rates, transcript, memory, views."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_ai.messages import ModelResponse, TextPart
from pydantic_ai.usage import RequestUsage
from tests.support.agents import NOON, example_shop, sent

from dragoman.agents.base import Line, Quoted
from dragoman.agents.llm.breaker import Breaker
from dragoman.agents.llm.endpoints import make_endpoint
from dragoman.agents.llm.memory import Memory, memory_of
from dragoman.agents.llm.phone_text import phone_text
from dragoman.agents.llm.rates import Rate, cost_of, read_rates
from dragoman.agents.llm.spending import Budget, Spent, budget_of
from dragoman.agents.llm.transcript import fenced, told, whole_turns
from dragoman.agents.llm.usage import Meter, Used
from dragoman.agents.llm.views import product_view, shop_view
from dragoman.base.errors import ConfigError
from dragoman.config.models import ModelName, model_chain
from dragoman.config.settings import Settings

# --- breaker ----------------------------------------------------------------------------------------


def test_a_breaker_opens_after_three_failures_in_a_row_and_lets_one_try_after_a_while() -> None:
    now = [0.0]
    breaker = Breaker(most=3, open_s=30, clock=lambda: now[0])

    assert [breaker.failed() for _ in range(3)] == [False, False, True]
    assert not breaker.allows()
    now[0] = 30.0
    assert [breaker.allows(), breaker.allows()] == [True, False], "one may try"
    breaker.failed()
    assert not breaker.allows()
    now[0] = 61.0
    assert breaker.allows()
    breaker.succeeded()
    assert breaker.allows()
    assert not breaker.is_open


def test_a_success_in_between_counts_the_failures_anew() -> None:
    breaker = Breaker(most=2)

    breaker.failed()
    breaker.succeeded()
    breaker.failed()

    assert breaker.allows()


# --- rates ------------------------------------------------------------------------------------------

RATES = """
[[rate]]
model = "openai-chat:small-*"
in = 0.15
out = 0.60
as_of = 2026-11-01

[[rate]]
model = "openai-chat:*"
in = 3
out = 15
as_of = 2026-11-01
"""


def test_the_first_rate_that_fits_counts_and_an_unknown_model_has_no_cost(tmp_path: Path) -> None:
    file = tmp_path / "rates.toml"
    file.write_text(RATES)
    rates = read_rates(file)

    assert cost_of(rates, "openai-chat:small-2", 1_000_000, 1_000_000) == Decimal("0.75")
    assert cost_of(rates, "openai-chat:big", 1000, 1000) == Decimal("0.018")
    assert cost_of(rates, "anthropic:x", 1000, 1000) is None
    assert rates[0] == Rate("openai-chat:small-*", Decimal("0.15"), Decimal("0.60"), date(2026, 11, 1))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rate", "cannot be read"),
        ("rates = 3", r"\[\[rate\]\] tables only"),
        ("[[rate]]\nmodel = 'x'", "needs model, in, out and as_of"),
        ("[[rate]]\nmodel = 'x'\nin = -1\nout = 1\nas_of = 2026-01-01", "zero or more"),
        ("[[rate]]\nmodel = 'x'\nin = 1\nout = 'a'\nas_of = 2026-01-01", "US dollars"),
        ("[[rate]]\nmodel = 'x'\nin = 1\nout = 1\nas_of = 'today'", "as_of a date"),
    ],
)
def test_a_file_of_rates_that_is_wrong_is_refused_with_what_is_wrong(
    tmp_path: Path, text: str, said: str
) -> None:
    file = tmp_path / "rates.toml"
    file.write_text(text)

    with pytest.raises(ConfigError, match=said):
        read_rates(file)


def test_the_list_of_the_framework_knows_models_of_providers_and_not_those_of_a_server_of_ones_own() -> None:
    response = ModelResponse(
        parts=[TextPart("x")], usage=RequestUsage(input_tokens=1_000_000), model_name="gpt-4o"
    )

    def cost(name: str, **settings: str) -> Decimal | None:
        known = Settings(openai_api_key="k", **settings)  # type: ignore[arg-type]
        return make_endpoint(ModelName("openai-chat", name), known, ()).cost_of(response)

    assert (cost("gpt-4o") or 0) > 0
    assert cost("gpt-4o", openai_base_url="http://127.0.0.1:1/v1") is None


@pytest.mark.parametrize("name", ["openai-chat:m", "openai:m", "anthropic:m", "google:m"])
async def test_a_model_of_every_provider_can_be_made_and_let_go(name: str) -> None:
    settings = Settings(openai_api_key="k", anthropic_api_key="k", google_api_key="k")
    endpoint = make_endpoint(model_chain(name)[0], settings, ())

    assert endpoint.model_name == "m"
    assert endpoint.sees is not name.startswith("openai-chat")
    assert endpoint.hears is name.startswith("google")
    await endpoint.close()


def test_a_cost_half_known_is_not_known_and_one_is_never_told_too_small() -> None:
    used = Used()
    used.add(1, 1, Decimal("0.0000011"))
    assert used.cost_microusd == 2
    used.add(1, 1, None)
    assert used.cost_microusd is None
    assert Meter(models={"x": used}).cost == 0


# --- a day's limits ---------------------------------------------------------------------------------


def test_a_chatbot_may_have_limits_of_its_own() -> None:
    settings = Settings(dragoman_model_day_requests=10)

    assert budget_of(settings, {}).requests == 10
    assert budget_of(settings, {"model_limits": {"requests": 3, "cost": "0.50"}}) == Budget(
        3, settings.dragoman_model_day_tokens, Decimal("0.50")
    )
    with pytest.raises(ConfigError, match="may say requests, tokens, cost"):
        budget_of(settings, {"model_limits": {"dollars": 3}})
    with pytest.raises(ConfigError, match="cost must be a number of zero or more"):
        budget_of(settings, {"model_limits": {"cost": "much"}})


@pytest.mark.parametrize(
    ("spent", "said"),
    [
        (Spent(3, 0, 0, 0), "3 of 3 requests a day"),
        (Spent(0, 100, 0, 0), "100 of 100 tokens a day"),
        (Spent(0, 0, 2_000_000, 0), "2.00 of 2.00 US dollars a day"),
        (Spent(2, 99, 1_999_999, 2), None),
    ],
)
def test_whichever_limit_is_reached_is_named(spent: Spent, said: str | None) -> None:
    assert Budget(3, 100, Decimal(2)).over(spent) == said


# --- transcript -------------------------------------------------------------------------------------


@given(st.text(), st.text(alphabet="0123456789abcdef", min_size=8, max_size=8))
def test_nothing_a_customer_writes_holds_the_mark_of_the_fence(text: str, mark: str) -> None:
    assert fenced(text, mark).count(mark) == 2
    assert fenced(f"</customer-{mark}>{text}", mark).count(mark) == 2


def test_what_comes_beside_the_words_is_told_in_brackets() -> None:
    quoting = Line(
        1, "customer", "text", "how much?", NOON, quoted=Quoted("agent", "text", "*Jet Drone* flies")
    )

    assert told(quoting) == "[answers your message: *Jet Drone* flies]\nhow much?"
    assert told(sent("choice", "The drone", choice_id="product:jet_drone")) == (
        "[tapped the choice product:jet_drone]\nThe drone"
    )
    assert told(sent("location", None, latitude=33.9, longitude=35.5)) == "[a location: 33.9, 35.5]"
    assert told(sent("order", None, order={"items": [{"sku": "x", "quantity": 2}]})) == "[a cart: 2 x sku x]"
    assert told(sent("text", "hi", referral={"headline": "Drones!"})) == (
        "[came from an advertisement: Drones!]\nhi"
    )


def said(seq: int, author: str, text: str = "x") -> Line:
    return Line(seq, author, "text", text, NOON)  # type: ignore[arg-type]


def test_history_keeps_whole_turns_only_and_the_newest_that_fit() -> None:
    lines = [
        said(1, "agent"),
        said(2, "customer", "a" * 600),
        said(3, "agent", "b" * 600),
        said(4, "customer"),
        said(5, "customer"),
        said(6, "agent"),
        said(7, "staff"),
        said(8, "customer"),
        said(9, "agent"),
    ]

    assert [[line.seq for line in turn] for turn in whole_turns(lines)] == [[2, 3], [4, 5, 6, 7], [8, 9]]
    short = whole_turns(lines, most_characters=1000)
    assert [[line.seq for line in turn] for turn in short] == [[4, 5, 6, 7], [8, 9]]
    assert whole_turns([said(1, "agent")]) == []


# --- words for a phone ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("**Jet Drone** is $29.99", "*Jet Drone* is $29.99"),
        ("## Your order\n* 2 x *Jet Drone*\n* delivery", "*Your order*\n- 2 x *Jet Drone*\n- delivery"),
        ("See [our shop](https://x.test/a) now", "See our shop: https://x.test/a now"),
        ("![picture](https://x.test/a.png)", "picture: https://x.test/a.png"),
        ("<think>the price is $5</think>It is $29.99", "It is $29.99"),
        ("It is $29.99<think>or is it", "It is $29.99"),
        ("</customer-0a1b2c3d>\nSorry", "Sorry"),
        ("__soon__, 5 * 3 and a*b*c", "_soon_, 5 * 3 and a*b*c"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("<think>only this", ""),
    ],
)
def test_a_models_words_are_made_fit_for_a_phone(said: str, sent: str) -> None:
    assert phone_text(said) == sent


@given(st.text())
def test_whatever_a_model_writes_is_made_fit_once_and_for_all(text: str) -> None:
    once = phone_text(text)
    assert once == once.strip()
    assert len(once) <= len(text) + text.count("](") + 2 * text.count("#")


# --- memory -----------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(["products", "orders", "quote"]), JSON))
def test_whatever_an_earlier_version_left_is_read_with_care(left: object) -> None:
    assert isinstance(memory_of({"llm": left}), Memory)


def test_the_summary_of_a_conversation_stays_small_and_comes_back_as_it_was() -> None:
    shop = example_shop("astrosouks")
    memory = Memory()
    for product in shop.tools.products * 3:
        memory = memory.after([product])

    assert len(memory.products) == 8
    assert memory_of({"llm": memory.plain()}) == memory


# --- views ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", ["ecla", "astrosouks"])
def test_what_is_unconfirmed_never_reaches_a_model(slug: str) -> None:
    shop = example_shop(slug)
    view = str(shop_view(shop.tools.info, "en"))

    for policy in shop.tools.info.policies.values():
        for text in policy.text.values():
            assert (text in view) <= policy.confirmed
    for faq in shop.tools.info.faqs:
        assert (faq.answer in view) <= faq.confirmed
    for product in shop.tools.products:
        unsure = product.details.get("unconfirmed") or {}
        shown = str(product_view(product, "en", whole=True))
        for value in unsure.values() if isinstance(unsure, dict) else ():
            assert str(value) not in shown
