"""Which shop a number belongs to, under every setting."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dragoman.base.errors import ConfigError
from dragoman.base.ids import ChatbotId, TenantId
from dragoman.base.secrets import Sealer
from dragoman.config.settings import Settings, load_settings
from dragoman.tenants import routing as seed
from dragoman.tenants.routing import (
    RoutingTable,
    build_routing,
    client_log_line,
    clients_log_line,
    routing_from_files,
    routing_log_line,
    use_routing,
)
from dragoman.tenants.senders import SenderConfig, api_key_of, key_context
from dragoman.tenants.store import RoutedSender

ECLA = RoutedSender(
    tenant_id=TenantId(1),
    slug="ecla",
    brand="ECLA",
    user_id=2,
    active=True,
    chatbot_id=ChatbotId(2),
    agent_id="ecla_sales_agent",
    paused=False,
    number="96179374241",
    base_url=None,
    api_key_env=None,
    sealed_api_key=None,
    rate_per_second=None,
)
ASTROSOUKS = replace(
    ECLA,
    tenant_id=TenantId(2),
    slug="astrosouks",
    brand="AstroSouks",
    user_id=6,
    chatbot_id=ChatbotId(3),
    agent_id="astrosouks_sales_agent",
    number="9613451652",
)
BOTH = [ECLA, ASTROSOUKS]


def settings(**variables: str) -> Settings:
    return load_settings(variables, env_file=None)


@pytest.fixture(autouse=True)
def nothing_installed() -> Iterator[None]:
    use_routing(None)
    yield
    use_routing(None)


ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
NOISE = st.text(
    st.sampled_from(" \u00a0\u202f\t-‑–().[]\u200e\u200f\u202a\u202c\u2066\u2069\ufeff"), max_size=3
)


@st.composite
def written(draw: st.DrawFn, digits: str) -> str:
    """``digits`` as people and systems write them."""
    prefix = draw(
        st.sampled_from(["", "+", "00", "whatsapp:", "whatsapp:+", "WhatsApp: +", "tel:+", "\u200e+"])
    )
    script = draw(st.sampled_from([None, ARABIC_INDIC, PERSIAN]))
    text = "".join(digit + draw(NOISE) for digit in digits)
    return draw(NOISE) + prefix + draw(NOISE) + (text.translate(script) if script else text)


@given(number=written("9613451652"))
def test_a_number_finds_its_shop_however_it_is_written(number: str) -> None:
    routing = build_routing(BOTH, settings()).find(number)

    assert routing is not None
    assert (routing["user_id"], routing["chatbot_id"], routing["agent_id"]) == (
        6,
        3,
        "astrosouks_sales_agent",
    )


@given(number=st.text() | st.integers() | st.none() | st.binary())
def test_any_other_number_belongs_to_nobody(number: object) -> None:
    assert build_routing(BOTH, settings()).find(number) is None


def test_a_routing_reads_like_a_mapping() -> None:
    routing = build_routing(BOTH, settings()).find("9613451652")

    assert routing is not None
    assert dict(routing) == {
        "user_id": 6,
        "chatbot_id": 3,
        "agent_id": "astrosouks_sales_agent",
        "tenant_id": 2,
        "brand": "AstroSouks",
        "number": "9613451652",
    }
    assert routing.get("nothing") is None


def test_a_disabled_shop_is_routed_and_not_served_and_a_paused_chatbot_says_so() -> None:
    table = build_routing([replace(ECLA, active=False), replace(ASTROSOUKS, paused=True)], settings())

    assert [(r.served, r.paused) for r in table.routings.values()] == [(False, False), (True, True)]


def test_the_variables_replace_the_numbers_of_the_two_shops() -> None:
    table = build_routing(
        BOTH, settings(WHATSAPP_SENDER="+44 7700 900123", ASTROSOUKS_WHATSAPP_SENDER="0044 7700 900124")
    )

    assert {number: r.brand for number, r in table.routings.items()} == {
        "447700900123": "ECLA",
        "447700900124": "AstroSouks",
    }
    assert table.senders["447700900123"].number == "447700900123"


def test_a_variable_that_is_not_set_replaces_no_number() -> None:
    elsewhere = replace(ASTROSOUKS, number="447700900124")

    for variables in ({}, {"ASTROSOUKS_WHATSAPP_SENDER": ""}):
        assert list(build_routing([elsewhere], settings(**variables)).routings) == ["447700900124"]
    given = build_routing([elsewhere], settings(ASTROSOUKS_WHATSAPP_SENDER="9613451652"))
    assert list(given.routings) == ["9613451652"]


def test_a_variable_that_names_a_number_the_shop_has_already_changes_nothing() -> None:
    second = replace(ECLA, number="447700900123")

    table = build_routing([ECLA, second], settings(WHATSAPP_SENDER="447700900123"))

    assert list(table.routings) == ["96179374241", "447700900123"]


def test_the_two_shops_may_swap_their_numbers() -> None:
    table = build_routing(
        BOTH, settings(WHATSAPP_SENDER="9613451652", ASTROSOUKS_WHATSAPP_SENDER="96179374241")
    )

    assert table.routings["9613451652"].brand == "ECLA"
    assert table.routings["96179374241"].brand == "AstroSouks"


def test_a_variable_for_a_shop_that_is_not_there_is_left_alone() -> None:
    noor = replace(ECLA, slug="noor", brand="Noor", number="96170000001")

    table = build_routing([noor], settings(WHATSAPP_SENDER="96170000001"))

    assert list(table.routings) == ["96170000001"]


@pytest.mark.parametrize(
    "variables",
    [
        {"WHATSAPP_SENDER": "9613451652"},
        {"WHATSAPP_SENDER": "447700900123", "ASTROSOUKS_WHATSAPP_SENDER": "447700900123"},
    ],
)
def test_a_variable_that_gives_two_shops_one_number_is_refused(variables: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"_SENDER: \d+ would be the number of both"):
        build_routing(BOTH, settings(**variables))


def test_single_shop_mode_serves_only_the_shop_of_whatsapp_sender() -> None:
    table = build_routing(BOTH, settings(ENABLE_MULTI_TENANT="false"))

    assert table.find("96179374241") is not None
    assert table.find("9613451652") is None
    assert list(table.senders) == ["96179374241"]


def test_single_shop_mode_can_be_of_any_shop() -> None:
    noor = replace(ECLA, slug="noor", brand="Noor", number="96170000001")

    table = build_routing(
        [noor, ASTROSOUKS], settings(ENABLE_MULTI_TENANT="false", WHATSAPP_SENDER="96170000001")
    )

    assert [r.brand for r in table.routings.values()] == ["Noor"]


def test_single_shop_mode_without_such_a_shop_is_refused() -> None:
    with pytest.raises(ConfigError, match="no shop has the number 96179374241"):
        build_routing([ASTROSOUKS], settings(ENABLE_MULTI_TENANT="false"))


def test_without_routing_by_destination_the_only_active_shop_gets_every_message() -> None:
    rows = [ECLA, replace(ECLA, number="96179374242"), replace(ASTROSOUKS, active=False)]

    table = build_routing(rows, settings(ROUTE_BY_DESTINATION="false"), serving=True)

    assert table.find("96179374241") is None
    for number in ("96179374241", "1234567890", None):
        routing = table.route(number)
        assert routing is not None
        assert (routing.brand, routing.number) == ("ECLA", "96179374241")
    second = table.route("96179374242")
    assert second is not None
    assert second.number == "96179374242"


def test_without_routing_by_destination_a_disabled_shops_number_is_the_active_shops_business_too() -> None:
    rows = [ECLA, replace(ASTROSOUKS, active=False)]

    routing = build_routing(rows, settings(ROUTE_BY_DESTINATION="false"), serving=True).route("9613451652")

    assert routing is not None
    assert (routing.brand, routing.number, routing.served) == ("ECLA", "96179374241", True)


def test_without_routing_by_destination_and_without_an_active_shop_nobody_answers() -> None:
    table = build_routing([replace(ECLA, active=False)], settings(ROUTE_BY_DESTINATION="false"), serving=True)

    disabled = table.route("96179374241")
    assert disabled is not None
    assert not disabled.served
    assert table.route("1234567890") is None


def test_the_log_speaks_of_destinations_only_where_they_decide() -> None:
    table = build_routing([ECLA], settings(ROUTE_BY_DESTINATION="false"), serving=True)
    routing = table.route("1234567890")
    assert routing is not None

    assert routing_log_line("1234567890", routing) == (
        "✅ Everything goes to the one active shop: to_number=1234567890 -> "
        "user_id=2, chatbot_id=2, agent_id=ecla_sales_agent"
    )


def test_only_the_numbers_of_active_shops_are_served() -> None:
    table = build_routing([ECLA, replace(ASTROSOUKS, active=False)], settings())

    assert list(table.senders) == ["96179374241", "9613451652"]
    assert list(table.served) == ["96179374241"]


def test_without_routing_by_destination_two_active_shops_are_refused_where_they_would_be_served() -> None:
    off = settings(ROUTE_BY_DESTINATION="false")

    with pytest.raises(ConfigError, match="one active shop only, and there are ECLA and AstroSouks"):
        build_routing(BOTH, off, serving=True)
    assert build_routing(BOTH, off).route("9613451652") is not None
    assert build_routing(BOTH, off).route("1234567890") is None


def test_without_routing_by_destination_single_shop_mode_is_enough() -> None:
    both_off = settings(ROUTE_BY_DESTINATION="false", ENABLE_MULTI_TENANT="false")

    table = build_routing(BOTH, both_off, serving=True)

    routing = table.route("9613451652")
    assert routing is not None
    assert routing.brand == "ECLA"


def test_a_table_cannot_be_changed() -> None:
    table = build_routing(BOTH, settings())

    with pytest.raises(TypeError):
        table.routings["1"] = table.routings["9613451652"]  # type: ignore[index]


def test_the_example_files_make_a_table_without_a_database() -> None:
    table = routing_from_files(settings())

    assert {number: (r.user_id, r.chatbot_id) for number, r in table.routings.items()} == {
        "96179374241": (2, 2),
        "9613451652": (6, 3),
    }


def test_the_functions_answer_from_the_installed_table_and_follow_its_replacement() -> None:
    use_routing(build_routing([ECLA], settings()))
    assert seed.get_routing_for_destination("9613451652") is None
    assert list(seed.SENDER_TO_TENANT_MAPPING) == ["96179374241"]

    use_routing(build_routing(BOTH, settings()))

    found = seed.get_routing_for_destination("+961 3 451652")
    assert found is not None
    assert found.brand == "AstroSouks"
    assert "9613451652" in seed.SENDER_TO_TENANT_MAPPING
    assert "+961 3 451652" in seed.SENDER_TO_TENANT_MAPPING
    assert seed.SENDER_TO_TENANT_MAPPING["9613451652"]["user_id"] == 6
    assert len(seed.SENDER_TO_TENANT_MAPPING) == len(seed.get_all_sender_configs()) == 2
    assert "astrosouks_sales_agent" in repr(seed.SENDER_TO_TENANT_MAPPING)
    sender = seed.get_sender_config("whatsapp:+9613451652")
    assert sender is not None
    assert sender["chatbot_id"] == 3
    assert seed.get_sender_config("1234567890") is None


def test_the_mapping_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        seed.SENDER_TO_TENANT_MAPPING["1"] = None  # type: ignore[index]


def test_the_log_lines_are_what_people_look_for() -> None:
    routing = build_routing(BOTH, settings()).routings["9613451652"]

    assert routing_log_line("+9613451652", routing) == (
        "✅ Destination-based routing: to_number=9613451652 -> "
        "user_id=6, chatbot_id=3, agent_id=astrosouks_sales_agent"
    )
    assert client_log_line(routing) == "✅ Using AstroSouks WhatsApp client for chatbot_id=3"
    assert clients_log_line(2) == "✅ Multi-tenant WhatsApp clients initialized: 2 clients"


# --- whose key a number uses ----------------------------------------------------------------------------

SEALER = Sealer("a key of this test only")


def sender(**changes: object) -> SenderConfig:
    table: RoutingTable = build_routing([ECLA], settings())
    return replace(table.senders["96179374241"], **changes)  # type: ignore[arg-type]


def key_of(
    config: SenderConfig, environ: dict[str, str] | None = None, default: str | None = "general"
) -> str | None:
    return api_key_of(config, environ=environ or {}, default=default, sealer=SEALER)


def test_a_sealed_key_comes_first_then_the_named_variable_then_the_general_one() -> None:
    sealed = SEALER.seal("own", key_context(TenantId(1)))
    environ = {"ECLA_API_KEY": "named"}

    assert key_of(sender(sealed_api_key=sealed, api_key_env="ECLA_API_KEY"), environ) == "own"
    assert key_of(sender(api_key_env="ECLA_API_KEY"), environ) == "named"
    assert key_of(sender()) == "general"
    assert key_of(sender(), default=None) is None


def test_a_named_variable_that_is_not_set_never_falls_back_to_another_account() -> None:
    assert key_of(sender(api_key_env="ECLA_API_KEY")) is None


def test_a_sender_shows_no_key() -> None:
    assert "secret-bytes" not in repr(sender(sealed_api_key=b"secret-bytes"))
