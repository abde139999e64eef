"""Every setting, with its default. Read once by ``app.py``; nothing else looks at the environment.

A name nobody knows, or a value that makes no sense, stops the start with one sentence that names the variable:
a typo in a variable is otherwise a feature silently switched off.
"""

import difflib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from dragoman.base.errors import ConfigError
from dragoman.base.phone import digits_of, is_number

# A variable of the environment that starts like one of ours is taken for a typo when it is not one of ours.
_OUR_PREFIXES = (
    "DRAGOMAN_",
    "INFOBIP_",
    "WHATSAPP_",
    "ASTROSOUKS_",
    "WEBHOOK_",
    "MEDIA_",
    "DEBOUNCE_",
    "ROUTE_BY_",
    "ENABLE_MULTI_",
)
# Shop files name further key variables (``api_key_env: NOOR_INFOBIP_API_KEY``); tests have switches of their own.
_FREE_SUFFIX = "_API_KEY"
_FREE_PREFIX = "DRAGOMAN_TEST_"

_PATH_WORD = re.compile(r"[A-Za-z0-9._~-]+")
_NEVER_SHOWN = ("SECRET", "KEY", "URL", "PASSWORD", "TOKEN")


class Settings(BaseSettings):
    """The settings of one process. Field names in upper case are the variables' names."""

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
    dragoman_turn_concurrency: Annotated[int, Field(ge=1, le=5000)] = 500
    dragoman_resend_unknown: bool = False
    dragoman_hook_retention_days: Annotated[int, Field(ge=1, le=3650)] = 30
    dragoman_queue_age_limit_seconds: Annotated[float, Field(gt=0)] = 120.0

    database_url: SecretStr | None = None
    database_owner_url: SecretStr | None = None

    infobip_api_key: SecretStr | None = None
    infobip_base_url: str = "https://api.infobip.com"
    infobip_timeout_seconds: Annotated[float, Field(gt=0, le=120)] = 20.0
    infobip_rate_per_second: Annotated[float, Field(gt=0, le=4000)] = 80.0

    whatsapp_sender: str | None = None
    astrosouks_whatsapp_sender: str | None = None
    enable_multi_tenant: bool = True
    route_by_destination: bool = True

    webhook_token: SecretStr | None = None
    webhook_username: str | None = None
    webhook_password: SecretStr | None = None
    webhook_max_bytes: Annotated[int, Field(ge=1024, le=64 * 1024 * 1024)] = 1024 * 1024

    media_max_bytes: Annotated[int, Field(ge=1024, le=100 * 1024 * 1024)] = 16 * 1024 * 1024
    media_timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60.0
    media_rate_per_second: Annotated[float, Field(gt=0, le=1000)] = 15.0
    media_link_days: Annotated[int, Field(ge=1, le=60)] = 7
    media_retention_days: Annotated[int, Field(ge=1, le=3650)] = 90
    media_url_seconds: Annotated[int, Field(ge=60, le=7 * 24 * 3600)] = 3600

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
    def _is_a_number(cls, value: str | None) -> str | None:
        if value is None:
            return None
        digits = digits_of(value)
        if not digits or not is_number(digits):
            raise ValueError("must be an international phone number, such as 96179374241")
        return digits

    @field_validator("infobip_base_url", "dragoman_public_url", "dragoman_emulator_url")
    @classmethod
    def _is_a_url(cls, value: str | None) -> str | None:
        if value is None:
            return None
        url = value if "://" in value else f"https://{value}"
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("must be a web address, such as https://xyz.api.infobip.com")
        return url.rstrip("/")

    @field_validator("database_url", "database_owner_url")
    @classmethod
    def _is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must start with postgresql://")
        return value

    @field_validator("webhook_token")
    @classmethod
    def _fits_in_a_path(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _PATH_WORD.fullmatch(value.get_secret_value()):
            raise ValueError("must be one word of letters, digits, dots, dashes and underscores")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if (self.webhook_username is None) != (self.webhook_password is None):
            raise ValueError("WEBHOOK_USERNAME and WEBHOOK_PASSWORD go together: set both or neither")
        if self.infobip_api_key is not None and not self.has_webhook_secret:
            raise ValueError(
                "INFOBIP_API_KEY is set, so anyone could post messages to /webhook: "
                "set WEBHOOK_TOKEN, or WEBHOOK_USERNAME and WEBHOOK_PASSWORD"
            )
        if self.debounce_cap_seconds < self.debounce_seconds:
            raise ValueError("DEBOUNCE_CAP_SECONDS must not be less than DEBOUNCE_SECONDS")
        if self.dragoman_env == "production" and not self.has_webhook_secret:
            raise ValueError(
                "DRAGOMAN_ENV=production needs WEBHOOK_TOKEN, or WEBHOOK_USERNAME and WEBHOOK_PASSWORD"
            )
        return self

    @property
    def has_webhook_secret(self) -> bool:
        """Whether a webhook must prove where it comes from."""
        return self.webhook_token is not None or self.webhook_password is not None

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
        host = "127.0.0.1" if self.dragoman_host in {"0.0.0.0", "::"} else self.dragoman_host
        return f"http://{host}:{self.dragoman_port}"


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
    known = {name.upper() for name in Settings.model_fields}
    from_file: dict[str, str] = {}
    if env_file is not None and env_file.is_file():
        from_file = {name: text or "" for name, text in dotenv_values(env_file).items()}
        for name in from_file:
            _refuse_unknown(name, known, source=str(env_file))
    from_process = dict(os.environ if environ is None else environ)
    for name in from_process:
        if name.upper().startswith(_OUR_PREFIXES):
            _refuse_unknown(name, known, source="the environment")
    return {**from_file, **from_process}


def _refuse_unknown(name: str, known: set[str], *, source: str) -> None:
    upper = name.upper()
    if upper in known or upper.endswith(_FREE_SUFFIX) or upper.startswith(_FREE_PREFIX):
        return
    near = difflib.get_close_matches(upper, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else " See .env.example for the names there are."
    raise ConfigError(f"{name} (in {source}) is not a setting of Dragoman.{hint}")


def _one_sentence(error: ValidationError) -> str:
    first: Any = error.errors()[0]
    reason = str(first["msg"]).removeprefix("Value error, ")
    if not first["loc"]:
        return reason
    name = str(first["loc"][0]).upper()
    given = first.get("input")
    shown = "" if any(word in name for word in _NEVER_SHOWN) else f" (it is {given!r})"
    return f"{name} {reason[:1].lower()}{reason[1:]}{shown}"
