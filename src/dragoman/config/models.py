"""The names of language models: ``provider:name``, one or several with commas between them, the first tried first."""

from dataclasses import dataclass

KEY_OF = {
    "openai-chat": "openai_api_key",
    "openai": "openai_api_key",
    "anthropic": "anthropic_api_key",
    "google": "google_api_key",
}
"""The providers there are, and the setting that holds the key of each.

``openai-chat`` is the chat completions API, which very many servers speak; ``openai`` the newer one of OpenAI alone.
"""

SEES = frozenset({"openai", "anthropic", "google"})
"""Whose models are given pictures unless a setting says otherwise: of a compatible server nobody knows."""

HEARS = frozenset({"google"})
"""Whose models are given voice notes unless a setting says otherwise."""


@dataclass(frozen=True, slots=True)
class ModelName:
    """One model of one provider."""

    provider: str
    name: str

    def __str__(self) -> str:
        return f"{self.provider}:{self.name}"


def model_chain(text: str) -> tuple[ModelName, ...]:
    """The models that ``text`` names, in the order in which they are tried. Raises ``ValueError``."""
    chain = tuple(_model(part.strip()) for part in text.split(",") if part.strip())
    if not chain:
        raise ValueError("names no model: write one such as openai-chat:NAME")
    return chain


def _model(text: str) -> ModelName:
    provider, colon, name = text.partition(":")
    if not colon or not name.strip():
        raise ValueError(f"{text!r} is not a model: write PROVIDER:NAME, such as openai-chat:NAME")
    if provider not in KEY_OF:
        raise ValueError(f"{text!r} names a provider that is not known: choose one of {', '.join(KEY_OF)}")
    return ModelName(provider, name.strip())
