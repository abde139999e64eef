"""Settings: what is refused, and in which words."""

import re
from pathlib import Path
from typing import Any

import pytest

from dragoman.base.errors import ConfigError
from dragoman.config.settings import Settings, load_settings, read_environment

ROOT = Path(__file__).parents[2]
SECRET = "s3cr3t-of-the-shop"
LET_IN = {"WEBHOOK_TOKEN": "let-me-in"}


def _load(**variables: str) -> Settings:
    return load_settings(variables, env_file=None)


def _refusal(**variables: str) -> str:
    with pytest.raises(ConfigError) as refused:
        _load(**variables)
    return str(refused.value)


# --- names --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typo", "meant"),
    [
        ("WHATSAPP_SENDR", "WHATSAPP_SENDER"),
        ("ASTROSOUKS_WHATSAP_SENDER", "ASTROSOUKS_WHATSAPP_SENDER"),
        ("DEBOUNCE_SECOND", "DEBOUNCE_SECONDS"),
        ("ROUTE_BY_DESTINATON", "ROUTE_BY_DESTINATION"),
        ("ENABLE_MULTI_TENNANT", "ENABLE_MULTI_TENANT"),
        ("WEBHOOK_TOKENS", "WEBHOOK_TOKEN"),
        ("INFOBIP_BASE_URI", "INFOBIP_BASE_URL"),
        ("DRAGOMAN_PROT", "DRAGOMAN_PORT"),
        ("dragoman_prot", "DRAGOMAN_PORT"),
        ("DATABASE_ULR", "DATABASE_URL"),
        ("DATABASE_ONWER_URL", "DATABASE_OWNER_URL"),
        ("AGENT_DELAY_SM", "AGENT_DELAY_MS"),
        ("DRAGOMN_ENV", "DRAGOMAN_ENV"),
        ("INFOBIB_API_KEY", "INFOBIP_API_KEY"),
        ("INFOBIPP_API_KEY", "INFOBIP_API_KEY"),
        ("INFOBIP_API_KYE", "INFOBIP_API_KEY"),
    ],
)
def test_a_typo_in_the_environment_is_named_with_what_was_meant(typo: str, meant: str) -> None:
    told = _refusal(**{typo: "1"})

    assert typo in told
    assert "the environment" in told
    assert f"Did you mean {meant}?" in told


def test_a_typo_in_the_file_is_named_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DATABASE_ULR=postgresql://x/y\n")

    with pytest.raises(ConfigError, match="DATABASE_ULR") as refused:
        load_settings({}, env_file=file)

    assert str(file) in str(refused.value)
    assert "Did you mean DATABASE_URL?" in str(refused.value)


def test_a_misspelt_provider_key_in_the_file_is_no_shops_own_key(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"INFOBIB_API_KEY .* Did you mean INFOBIP_API_KEY\?"):
        load_settings({}, env_file=_file(tmp_path, b"INFOBIB_API_KEY=abc\n"))


def test_beside_the_name_that_it_resembles_a_name_of_other_software_is_left_alone() -> None:
    url = "postgresql://dragoman_app@db/shop"

    assert _load(DATABASE_URI="sqlite:///x", DATABASE_URL=url) == _load(DATABASE_URL=url)


def test_a_name_like_none_of_ours_points_to_the_list() -> None:
    assert "See .env.example" in _refusal(INFOBIP_QQQQQQQQ="1")


@pytest.mark.parametrize(
    "name",
    [
        *("PATH", "HOME", "LANG", "DRAGOMAN_TEST_X", "AGENT_NAME", "TEST_DATABASE_URL"),
        *(f"DATABASE_{word}" for word in ("HOST", "PORT", "NAME", "USER", "PASSWORD", "OWNER", "POOL_SIZE")),
        *("NOOR_INFOBIP_API_KEY", "MY_INFOBIP_API_KEY", "INFOBIP2_API_KEY", "INFOBIP_NOOR_API_KEY"),
        "MISTRAL_API_KEY",
    ],
)
def test_what_is_not_ours_is_left_alone(name: str) -> None:
    assert _load(**{name: "x"}) == _load()


def test_a_model_needs_a_key_or_a_server_of_ones_own() -> None:
    assert _refusal(DRAGOMAN_MODEL="openai-chat:m") == (
        "DRAGOMAN_MODEL is openai-chat:m, and openai-chat:m needs a key: set OPENAI_API_KEY, "
        "or OPENAI_BASE_URL for a server of your own"
    )
    assert "needs a key: set ANTHROPIC_API_KEY" in _refusal(
        DRAGOMAN_MODEL="openai-chat:m,anthropic:n", OPENAI_API_KEY="k"
    )
    assert "DRAGOMAN_MODEL 'm' is not a model" in _refusal(DRAGOMAN_MODEL="m")

    settings = _load(
        DRAGOMAN_MODEL="openai-chat:m, openai-chat:n:7b", OPENAI_BASE_URL="http://127.0.0.1:1/v1"
    )

    assert [str(model) for model in settings.model_chain] == ["openai-chat:m", "openai-chat:n:7b"]
    assert _load().model_chain == ()


def test_a_models_key_is_never_shown() -> None:
    assert "sesame" not in repr(_load(OPENAI_API_KEY="sesame", GOOGLE_API_KEY="sesame"))


# --- sources ------------------------------------------------------------------------------------------


def _file(folder: Path, text: bytes) -> Path:
    file = folder / ".env"
    file.write_bytes(text)
    return file


def test_a_file_that_is_not_utf_8_is_refused_in_one_sentence(tmp_path: Path) -> None:
    for text in ("DRAGOMAN_PORT=8001\n".encode("utf-16"), b"WEBHOOK_PASSWORD=\xe9t\xe9\n"):
        file = _file(tmp_path, text)

        with pytest.raises(ConfigError) as refused:
            load_settings({}, env_file=file)

        assert str(refused.value) == f"{file} is not UTF-8 text; save it as UTF-8"


def test_a_file_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    file = _file(tmp_path, b"\xef\xbb\xbfDRAGOMAN_PORT=8001\n")

    assert load_settings({}, env_file=file).dragoman_port == 8001


@pytest.mark.parametrize(
    "line", [f"INFOBIP_API_KEY {SECRET}", "WEBHOOK_TOKEN", f'WEBHOOK_TOKEN="{SECRET}', "=x"]
)
def test_a_line_that_is_no_assignment_is_refused_with_its_place_and_without_its_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, line: str
) -> None:
    file = _file(tmp_path, f"# ours\nDRAGOMAN_PORT=8001\n\n  {line}\nDRAGOMAN_ENV=development\n".encode())

    with pytest.raises(ConfigError) as refused:
        load_settings({}, env_file=file)

    assert str(refused.value).startswith(f"{file}, line 4 is not an assignment")
    assert SECRET not in str(refused.value)
    assert not caplog.records


def test_what_an_env_file_may_hold_besides_is_still_read(tmp_path: Path) -> None:
    file = _file(
        tmp_path, b"export DRAGOMAN_PORT=8001 # ours\r\n\r\nWEBHOOK_TOKEN='a-b'\nINFOBIP_BASE_URL=\n"
    )

    settings = load_settings({}, env_file=file)

    assert settings.dragoman_port == 8001
    assert settings.webhook_token is not None
    assert settings.webhook_token.get_secret_value() == "a-b"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("DRAGOMAN_PORT=8001\nDEBOUNCE_SECONDS=2\n")

    settings = load_settings({"DRAGOMAN_PORT": "8002"}, env_file=file)

    assert (settings.dragoman_port, settings.debounce_seconds) == (8002, 2)


def test_an_empty_value_is_no_value() -> None:
    assert _load(INFOBIP_API_KEY="", DRAGOMAN_PORT="") == _load()


def test_a_shops_own_key_variable_may_stand_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("NOOR_INFOBIP_API_KEY=abc\n")

    assert read_environment({}, env_file=file)["NOOR_INFOBIP_API_KEY"] == "abc"


def test_without_anything_it_is_development_on_this_machine_only() -> None:
    settings = _load()

    assert (settings.dragoman_host, settings.dragoman_port) == ("127.0.0.1", 8000)
    assert not settings.production
    assert settings.simulator_enabled
    assert settings.webhook_max_bytes == 1024 * 1024
    assert (settings.debounce_seconds, settings.debounce_cap_seconds) == (1.5, 6.0)


# --- values -------------------------------------------------------------------------------------------

BAD = [
    ("DRAGOMAN_ENV", "staging"),
    ("DRAGOMAN_PORT", "0"),
    ("DRAGOMAN_PORT", "65536"),
    ("DRAGOMAN_PORT", "http"),
    ("DRAGOMAN_PUBLIC_URL", "ftp://bot.example.com"),
    ("DRAGOMAN_LOG_FORMAT", "xml"),
    ("DRAGOMAN_LOG_LEVEL", "LOUD"),
    ("DRAGOMAN_SIMULATOR", "perhaps"),
    ("DRAGOMAN_EMULATOR_URL", "://"),
    ("DRAGOMAN_POOL_SIZE", "1"),
    ("DRAGOMAN_TURN_CONCURRENCY", "0"),
    ("DRAGOMAN_RESEND_UNKNOWN", "sometimes"),
    ("DRAGOMAN_HOOK_RETENTION_DAYS", "0"),
    ("DRAGOMAN_QUEUE_AGE_LIMIT_SECONDS", "0"),
    ("DRAGOMAN_QUEUE_AGE_LIMIT_SECONDS", "nan"),
    ("DATABASE_URL", "mysql://root@db/shop"),
    ("DATABASE_OWNER_URL", "db.example.com"),
    ("INFOBIP_BASE_URL", "https://"),
    ("INFOBIP_BASE_URL", "not a url"),
    ("INFOBIP_BASE_URL", "https://xyz..api.infobip.com"),
    ("INFOBIP_BASE_URL", "https://xyz.api.infobip.com:port"),
    ("INFOBIP_BASE_URL", "https://[::1"),
    ("INFOBIP_BASE_URL", "https://xyz.api.infobip.com?key=1"),
    ("DRAGOMAN_PUBLIC_URL", "<your-host>"),
    ("INFOBIP_TIMEOUT_SECONDS", "0"),
    ("INFOBIP_TIMEOUT_SECONDS", "-1"),
    ("INFOBIP_RATE_PER_SECOND", "0"),
    ("INFOBIP_RATE_PER_SECOND", "inf"),
    ("WHATSAPP_SENDER", "ECLA"),
    ("WHATSAPP_SENDER", "123"),
    ("ASTROSOUKS_WHATSAPP_SENDER", "0" * 20),
    ("ENABLE_MULTI_TENANT", "maybe"),
    ("ROUTE_BY_DESTINATION", "2"),
    ("WEBHOOK_TOKEN", "two/parts"),
    ("WEBHOOK_TOKEN", "with space"),
    ("WEBHOOK_TOKEN", "what?"),
    ("WEBHOOK_MAX_BYTES", "10"),
    ("WEBHOOK_MAX_BYTES", "1MB"),
    ("WEBHOOK_MAX_BYTES", str(64 * 1024 * 1024)),
    ("DEBOUNCE_SECONDS", "-1"),
    ("DEBOUNCE_SECONDS", "nan"),
    ("DEBOUNCE_CAP_SECONDS", "1e9"),
    ("AGENT_DELAY_MS", "1.5"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_value_that_makes_no_sense_is_refused_in_one_sentence_that_names_it(name: str, value: str) -> None:
    told = _refusal(**{name: value})

    assert told.startswith(name)
    assert "\n" not in told
    assert len(told) < 200


TOGETHER = [
    ({"WEBHOOK_USERNAME": "infobip"}, "WEBHOOK_PASSWORD"),
    ({"WEBHOOK_PASSWORD": SECRET}, "WEBHOOK_USERNAME"),
    ({"INFOBIP_API_KEY": SECRET}, "WEBHOOK_TOKEN"),
    ({"INFOBIP_API_KEY": SECRET, "DRAGOMAN_ENV": "development"}, "WEBHOOK_TOKEN"),
    ({"INFOBIP_API_KEY": SECRET, "DRAGOMAN_ENV": "production"}, "WEBHOOK_TOKEN"),
    ({"DRAGOMAN_ENV": "production"}, "WEBHOOK_TOKEN"),
    ({"DEBOUNCE_SECONDS": "5", "DEBOUNCE_CAP_SECONDS": "4"}, "DEBOUNCE_CAP_SECONDS"),
    ({"DEBOUNCE_SECONDS": "10"}, "DEBOUNCE_CAP_SECONDS"),
]


@pytest.mark.conforms("proof:required")
@pytest.mark.parametrize(("variables", "named"), TOGETHER)
def test_values_that_do_not_go_together_are_refused(variables: dict[str, str], named: str) -> None:
    told = _refusal(**variables)

    assert named in told
    assert SECRET not in told


@pytest.mark.parametrize("proof", [LET_IN, {"WEBHOOK_USERNAME": "infobip", "WEBHOOK_PASSWORD": SECRET}])
@pytest.mark.parametrize("env", ["development", "production"])
def test_with_a_webhook_secret_a_real_key_is_welcome(env: str, proof: dict[str, str]) -> None:
    settings = _load(DRAGOMAN_ENV=env, INFOBIP_API_KEY=SECRET, **proof)

    assert settings.has_webhook_secret


def test_production_has_no_simulator_unless_asked_for() -> None:
    assert not _load(DRAGOMAN_ENV="production", **LET_IN).simulator_enabled
    assert _load(DRAGOMAN_ENV="production", DRAGOMAN_SIMULATOR="true", **LET_IN).simulator_enabled


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("+961 79 374 241", "96179374241"),
        ("whatsapp:+96179374241", "96179374241"),
        ("0096179374241", "96179374241"),
        ("٩٦١٧٩٣٧٤٢٤١", "96179374241"),
    ],
)
def test_a_senders_number_may_be_written_in_any_way(given: str, kept: str) -> None:
    settings = _load(WHATSAPP_SENDER=given, ASTROSOUKS_WHATSAPP_SENDER="9613451652")

    assert (settings.whatsapp_sender, settings.astrosouks_whatsapp_sender) == (kept, "9613451652")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("xyz.api.infobip.com", "https://xyz.api.infobip.com"),
        ("https://xyz.api.infobip.com/", "https://xyz.api.infobip.com"),
        ("http://127.0.0.1:8010", "http://127.0.0.1:8010"),
        ("http://[::1]:8010/emulator/", "http://[::1]:8010/emulator"),
        ("http://emulator_1:8001", "http://emulator_1:8001"),
    ],
)
def test_an_address_is_completed(given: str, kept: str) -> None:
    assert _load(INFOBIP_BASE_URL=given).infobip_base_url == kept


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("fd00::1", "http://[fd00::1]:8000"),
    ],
)
def test_a_process_reaches_itself_wherever_it_listens(host: str, url: str) -> None:
    assert _load(DRAGOMAN_HOST=host).local_url == url


# --- secrets ------------------------------------------------------------------------------------------

SECRETS = {
    "DRAGOMAN_SECRET_KEY": SECRET,
    "DATABASE_URL": f"postgresql://dragoman_app:{SECRET}@db/shop",
    "DATABASE_OWNER_URL": f"postgresql://dragoman_owner:{SECRET}@db/shop",
    "INFOBIP_API_KEY": SECRET,
    "WEBHOOK_TOKEN": SECRET,
    "WEBHOOK_USERNAME": "infobip",
    "WEBHOOK_PASSWORD": SECRET,
}


def test_secrets_are_not_shown() -> None:
    settings = _load(**SECRETS)

    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.model_dump()}"):
        assert SECRET not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", f"mysql://root:{SECRET}@db/shop"),
        ("DATABASE_OWNER_URL", SECRET),
        ("WEBHOOK_TOKEN", f"{SECRET}/and more"),
        ("INFOBIP_BASE_URL", f"ftp://user:{SECRET}@host"),
    ],
)
def test_a_refusal_does_not_repeat_a_secret(name: str, value: str) -> None:
    assert SECRET not in _refusal(**{name: value})


# --- .env.example -------------------------------------------------------------------------------------


def _example() -> dict[str, list[str]]:
    """Each name of .env.example with the comment lines above it."""
    documented: dict[str, list[str]] = {}
    comment: list[str] = []
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        found = re.match(r"#?([A-Z][A-Z0-9_]+)=", line)
        if found:
            documented[found[1]] = comment
            comment = []
        elif line.startswith("# ") and not line.startswith("# ---"):
            comment = [*comment, line]
        else:
            comment = []
    return documented


def test_every_setting_is_in_the_example_and_every_name_there_is_a_setting() -> None:
    assert set(_example()) == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", sorted(name.upper() for name in Settings.model_fields))
def test_every_setting_of_the_example_says_what_it_is(name: str) -> None:
    assert _example()[name], f"{name} has no comment of its own"


def test_the_examples_own_values_are_the_defaults_or_make_sense() -> None:
    given: dict[str, Any] = {}
    for line in (ROOT / ".env.example").read_text(encoding="utf-8").splitlines():
        found = re.match(r"#([A-Z][A-Z0-9_]+)=(.+)", line)
        if found:
            given[found[1]] = found[2]

    settings = _load(**given)

    assert settings.dragoman_port == _load().dragoman_port
    assert settings.debounce_seconds == _load().debounce_seconds
