"""``settings`` under the name of the system that Dragoman replaces; see dragoman.config.settings.

Nothing is read until the first attribute is asked for.
"""

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

if find_spec("dragoman") is None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dragoman.config.settings import Settings, load_settings


@cache
def get_settings() -> Settings:
    """The settings of ``.env`` and the environment, read once. Raises ``ConfigError``."""
    return load_settings()


class _Settings:
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return getattr(get_settings(), name)


settings = _Settings()
