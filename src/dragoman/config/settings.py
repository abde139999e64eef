"""Every setting, with its default. Read once by ``app``; nothing else looks at the environment.

A name nobody knows, or a value that makes no sense, stops the start with one sentence that names the variable:
a typo in a variable is otherwise a feature silently switched off.
"""

import os
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from dragoman.base.errors import ConfigError
from dragoman.base.phone import digits_of, is_number
from dragoman.base.web_address import is_server_address
from dragoman.config.env_file import read_env_file
from dragoman.config.models import KEY_OF, ModelName, model_chain
from dragoman.config.names import refuse_misspelt

_PATH_WORD = re.compile(r"[A-Za-z0-9._~-]+")
_HEADER = r"^[A-Za-z0-9-]{1,100}$"
_NEVER_SHOWN = ("SECRET", "KEY", "URL", "PASSWORD", "TOKEN")


_TOGETHER = (
    ("webhook_username", "webhook_password"),
    ("dragoman_smtp_url", "dragoman_smtp_from"),
    ("webhook_header_name", "webhook_header_value"),
    ("webhook_oauth_client_id", "webhook_oauth_client_secret"),
)
_REPLACED = (
    "webhook_token",
    "webhook_password",
    "webhook_header_value",
    "webhook_oauth_client_secret",
    "webhook_hmac_secret",
)


class Settings(BaseSettings):
    """The settings of one process. Field names in upper case are the variables' names.

    ``whatsapp_sender`` and ``astrosouks_whatsapp_sender`` replace a shop's number only where they were set: see
    ``model_fields_set``. Unset, they are the numbers of the example shops' files.
    """

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", case_sensitive=False, env_ignore_empty=True
    )

    dragoman_env: Literal["development", "production"] = "development"
    dragoman_home: Path | None = None
    dragoman_secret_key: SecretStr | None = None
    dragoman_host: str = "127.0.0.1"
    dragoman_port: Annotated[int, Field(ge=1, le=65535)] = 8000
    dragoman_public_url: str | None = None
    dragoman_log_format: Literal["console", "json"] = "console"
    dragoman_log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    dragoman_shops: Path | None = None
    dragoman_simulator: bool | None = None
    dragoman_emulator_url: str | None = None
    dragoman_pool_size: Annotated[int, Field(ge=2, le=200)] = 10
    dragoman_turn_concurrency: Annotated[int, Field(ge=1, le=5000)] = 1000
    dragoman_resend_unknown: bool = False
    dragoman_hook_retention_days: Annotated[int, Field(ge=1, le=3650)] = 30
    dragoman_queue_age_limit_seconds: Annotated[float, Field(gt=0)] = 120.0

    database_url: SecretStr | None = None
    database_owner_url: SecretStr | None = None

    infobip_api_key: SecretStr | None = None
    infobip_base_url: str = "https://api.infobip.com"
    infobip_timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 20.0
    infobip_rate_per_second: Annotated[float, Field(gt=0, le=4000)] = 80.0

    whatsapp_pair_interval_seconds: Annotated[float, Field(ge=0, le=3600)] = 6.0
    whatsapp_pair_burst: Annotated[int, Field(ge=1, le=1000)] = 20
    whatsapp_sender: str = "96179374241"
    astrosouks_whatsapp_sender: str = "9613451652"
    enable_multi_tenant: bool = True
    route_by_destination: bool = True

    webhook_token: SecretStr | None = None
    webhook_token_old: SecretStr | None = None
    webhook_username: str | None = None
    webhook_password: SecretStr | None = None
    webhook_password_old: SecretStr | None = None
    webhook_header_name: Annotated[str, Field(pattern=_HEADER)] | None = None
    webhook_header_value: SecretStr | None = None
    webhook_header_value_old: SecretStr | None = None
    webhook_oauth_client_id: str | None = None
    webhook_oauth_client_secret: SecretStr | None = None
    webhook_oauth_client_secret_old: SecretStr | None = None
    webhook_hmac_secret: SecretStr | None = None
    webhook_hmac_secret_old: SecretStr | None = None
    webhook_hmac_header: Annotated[str, Field(pattern=_HEADER)] = "X-Hub-Signature"
    webhook_hmac_algorithm: Literal["md5", "sha1", "sha224", "sha256", "sha384", "sha512"] = "sha256"
    webhook_hmac_encoding: Literal["hex", "base64"] = "hex"
    webhook_hmac_prefix: str = ""
    webhook_hmac_timestamp_header: Annotated[str, Field(pattern=_HEADER)] | None = None
    webhook_hmac_tolerance_seconds: Annotated[float, Field(gt=0, le=86_400)] = 300.0
    webhook_sources: str | None = None
    webhook_proxies: str | None = None
    webhook_max_bytes: Annotated[int, Field(ge=1024, le=4 * 1024 * 1024)] = 1024 * 1024

    media_max_bytes: Annotated[int, Field(ge=1024, le=100 * 1024 * 1024)] = 16 * 1024 * 1024
    media_timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60.0
    media_rate_per_second: Annotated[float, Field(gt=0, le=1000)] = 15.0
    media_link_days: Annotated[int, Field(ge=1, le=60)] = 7
    media_retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    media_url_seconds: Annotated[int, Field(ge=60, le=7 * 24 * 3600)] = 3600

    dragoman_smtp_url: SecretStr | None = None
    dragoman_smtp_from: str | None = None

    dragoman_model: str | None = None
    openai_api_key: SecretStr | None = None
    openai_base_url: str | None = None
    anthropic_api_key: SecretStr | None = None
    google_api_key: SecretStr | None = None
    dragoman_model_sees: bool | None = None
    dragoman_model_hears: bool | None = None
    dragoman_model_timeout_seconds: Annotated[float, Field(gt=0, le=50)] = 15.0
    dragoman_model_deadline_seconds: Annotated[float, Field(gt=0, le=50)] = 25.0
    dragoman_model_turn_tokens: Annotated[int, Field(ge=1000)] = 60_000
    dragoman_model_turn_cost: Annotated[Decimal, Field(gt=0)] = Decimal("0.10")
    dragoman_model_day_requests: Annotated[int, Field(ge=0)] = 10_000
    dragoman_model_day_tokens: Annotated[int, Field(ge=0)] = 20_000_000
    dragoman_model_day_cost: Annotated[Decimal, Field(ge=0)] = Decimal(20)
    dragoman_model_rates: Path | None = None
    dragoman_voice_model: Path | None = None

    dragoman_semantic_search: bool = False

    debounce_seconds: Annotated[float, Field(ge=0, le=60)] = 1.5
    debounce_cap_seconds: Annotated[float, Field(ge=0, le=120)] = 6.0
    agent_delay_ms: Annotated[int, Field(ge=0, le=600_000)] = 0

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what ``load_settings`` hands in: it has already merged the file and the environment."""
        return (init_settings,)

    @field_validator("whatsapp_sender", "astrosouks_whatsapp_sender")
    @classmethod
    def _is_a_number(cls, value: str) -> str:
        digits = digits_of(value)
        if not digits or not is_number(digits):
            raise ValueError("must be an international phone number, such as 96179374241")
        return digits

    @field_validator("dragoman_model")
    @classmethod
    def _names_models(cls, value: str | None) -> str | None:
        if value is not None:
            model_chain(value)
        return value

    @field_validator("infobip_base_url", "dragoman_public_url", "dragoman_emulator_url", "openai_base_url")
    @classmethod
    def _is_a_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        url = value if "://" in value else f"https://{value}"
        if not is_server_address(url):
            raise ValueError("must be a web address, such as https://xyz.api.infobip.com")
        return url.rstrip("/")

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must start with postgresql://")
        return value

    @field_validator("dragoman_smtp_url")
    @classmethod
    def _is_a_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = urlsplit(value.get_secret_value())
            if parts.scheme not in {"smtp", "smtps", "smtp+plain"} or not parts.hostname:
                raise ValueError(
                    "must be a mail server, such as smtp://user:password@mail.example.org:587 "
                    "(smtps:// for TLS from the start)"
                )
        return value

    @field_validator("webhook_token", "webhook_token_old")
    @classmethod
    def _fits_in_a_path(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _PATH_WORD.fullmatch(value.get_secret_value()):
            raise ValueError("must be one word of letters, digits, dots, dashes and underscores")
        return value

    @field_validator("webhook_sources", "webhook_proxies")
    @classmethod
    def _are_networks(cls, value: str | None) -> str | None:
        try:
            networks_in(value)
        except ValueError:
            raise ValueError(
                "must be networks with commas between them, such as 193.105.74.0/24,62.140.31.0/24"
            ) from None
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for one, other in _TOGETHER:
            if (getattr(self, one) is None) != (getattr(self, other) is None):
                raise ValueError(f"{one.upper()} and {other.upper()} go together: set both or neither")
        for name in _REPLACED:
            if getattr(self, f"{name}_old") is not None and getattr(self, name) is None:
                raise ValueError(f"{name.upper()}_OLD is the one before {name.upper()}: set that too")
        if self.infobip_api_key is not None and not self.has_webhook_secret:
            raise ValueError(
                "INFOBIP_API_KEY is set, so anyone could post messages to /webhook: "
                "set WEBHOOK_TOKEN, or another WEBHOOK_ secret"
            )
        if self.debounce_cap_seconds < self.debounce_seconds:
            raise ValueError("DEBOUNCE_CAP_SECONDS must not be less than DEBOUNCE_SECONDS")
        if missing := self.missing_model_key(self.model_chain):
            raise ValueError(f"DRAGOMAN_MODEL is {self.dragoman_model}, {missing}")
        if self.dragoman_env == "production" and not self.has_webhook_secret:
            raise ValueError("DRAGOMAN_ENV=production needs WEBHOOK_TOKEN, or another WEBHOOK_ secret")
        return self

    @property
    def has_webhook_secret(self) -> bool:
        """Whether a webhook must prove where it comes from."""
        return any(
            getattr(self, name) is not None
            for name in (
                "webhook_token",
                "webhook_password",
                "webhook_header_value",
                "webhook_oauth_client_secret",
                "webhook_hmac_secret",
            )
        )

    @property
    def model_chain(self) -> tuple[ModelName, ...]:
        """The language models that answer, the first tried first; none where the rules do."""
        return model_chain(self.dragoman_model) if self.dragoman_model is not None else ()

    def missing_model_key(self, chain: Iterable[ModelName]) -> str | None:
        """What to set before these models can be asked, in words; ``None`` when nothing is missing.

        A compatible server of one's own may need no key.
        """
        for model in chain:
            needed = KEY_OF[model.provider]
            if getattr(self, needed) is None and not (
                model.provider == "openai-chat" and self.openai_base_url is not None
            ):
                own = ", or OPENAI_BASE_URL for a server of your own" if needed == "openai_api_key" else ""
                return f"and {model} needs a key: set {needed.upper()}{own}"
        return None

    @property
    def production(self) -> bool:
        """Whether real customers are on the other end."""
        return self.dragoman_env == "production"

    @property
    def home(self) -> Path:
        """Where the embedded database, the emulator's journal and the generated secret key live.

        Started as root, ``/var/lib/dragoman``: PostgreSQL then runs as a user of its own, which could not
        reach a folder under a private home.
        """
        if self.dragoman_home is not None:
            return self.dragoman_home.expanduser().resolve()
        if os.geteuid() == 0:
            return Path("/var/lib/dragoman")
        return Path(".dragoman").resolve()

    @property
    def simulator_enabled(self) -> bool:
        """On in development, off in production unless asked for."""
        return (not self.production) if self.dragoman_simulator is None else self.dragoman_simulator

    @property
    def local_url(self) -> str:
        """This process, as itself reaches it."""
        return address_of(self.dragoman_host, self.dragoman_port)


def address_of(host: str, port: int) -> str:
    """How a process of this machine reaches what listens there, on every address or on one."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{near}]:{port}" if ":" in near else f"http://{near}:{port}"


def networks_in(text: str | None) -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks of a list with commas. Raises ``ValueError`` for what is none."""
    return tuple(ip_network(part.strip(), strict=False) for part in (text or "").split(",") if part.strip())


def load_settings(
    environ: Mapping[str, str] | None = None, *, env_file: Path | None = Path(".env")
) -> Settings:
    """The settings from ``.env`` and the environment; the environment wins.

    Raises ``ConfigError`` with one sentence that names the variable, for an unknown name or a bad value.
    """
    given = read_environment(environ, env_file=env_file)
    known = {name.upper(): name for name in Settings.model_fields}
    values = {
        known[name.upper()]: text for name, text in given.items() if name.upper() in known and text != ""
    }
    try:
        return Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ConfigError(_one_sentence(error)) from None


def read_environment(
    environ: Mapping[str, str] | None = None, *, env_file: Path | None = Path(".env")
) -> dict[str, str]:
    """``.env`` and the environment as one mapping, after looking for misspelt names of ours.

    Also where a shop's own key variable (``api_key_env``) is read from. Raises ``ConfigError``.
    """
    known = [name.upper() for name in Settings.model_fields]
    from_file = read_env_file(env_file) if env_file is not None else {}
    refuse_misspelt(from_file, known, source=str(env_file), ours=True)
    from_process = dict(os.environ if environ is None else environ)
    refuse_misspelt(from_process, known, source="the environment", ours=False)
    return {**from_file, **from_process}


def _one_sentence(error: ValidationError) -> str:
    first: Any = error.errors()[0]
    reason = str(first["msg"]).removeprefix("Value error, ")
    if not first["loc"]:
        return reason
    name = str(first["loc"][0]).upper()
    given = first.get("input")
    shown = "" if any(word in name for word in _NEVER_SHOWN) else f" (it is {given!r})"
    return f"{name} {reason[:1].lower()}{reason[1:]}{shown}"
