"""The folder that everything on this machine lives in: database, secret key, the emulator's journal."""

import os
from pathlib import Path

from dragoman.base.errors import ConfigError


def make_home(home: Path) -> None:
    """Makes the folder where it is missing. Raises ``ConfigError`` when this user cannot use it."""
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(_sentence(home, error.strerror or type(error).__name__)) from None
    if not os.access(home, os.R_OK | os.W_OK | os.X_OK):
        raise ConfigError(_sentence(home, "this user may not write there"))


def _sentence(home: Path, why: str) -> str:
    return f"DRAGOMAN_HOME: the folder {home} cannot be used: {why}; set it to a folder of this user"
