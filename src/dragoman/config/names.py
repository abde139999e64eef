"""Telling a misspelt variable of ours from somebody else's.

In ``.env`` every line is meant for Dragoman, so every name must be known. The environment is shared with all other
software: there a name is refused when it starts like one of ours, or is all but one of ours.
"""

import difflib
import re
from collections.abc import Collection

from dragoman.base.errors import ConfigError

# Prefixes that nobody else is likely to use: what starts so and is not known is a typo.
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
_SHOPS_OWN_KEY = re.compile(r"(?:.+_)?INFOBIP(?:_.+|_?\d+)?_API_KEY")
"""A shop's key variable with the provider's name in it, rightly spelt: no typo of ours, however alike."""

_ALL_BUT_THE_SAME = 0.9
"""One slip in the shortest of our names: DATABASE_ULR is as alike as that, DATABASE_USER is not."""


def refuse_misspelt(names: Collection[str], known: Collection[str], *, source: str, ours: bool) -> None:
    """Raises ``ConfigError`` for a name that must be a misspelt one of ``known`` (upper case).

    ``ours``: everything in ``source`` is meant for Dragoman, so what is not known is refused.
    """
    given = {name.upper() for name in names}
    for name in names:
        upper = name.upper()
        if upper in known or upper.startswith(_FREE_PREFIX):
            continue
        # A slip leaves its target unset; beside a target that is set, the name is somebody else's.
        almost = [near for near in _near(upper, known, _ALL_BUT_THE_SAME) if near not in given]
        if _may_be_anybodys(upper, ours) and (not almost or _SHOPS_OWN_KEY.fullmatch(upper)):
            continue
        near = _near(upper, known, 0.6)
        hint = f" Did you mean {near[0]}?" if near else " See .env.example for the names there are."
        raise ConfigError(f"{name} (in {source}) is not a setting of Dragoman.{hint}")


def _may_be_anybodys(upper: str, ours: bool) -> bool:
    return upper.endswith(_FREE_SUFFIX) or not (ours or upper.startswith(_OUR_PREFIXES))


def _near(name: str, known: Collection[str], cutoff: float) -> list[str]:
    return difflib.get_close_matches(name, known, n=1, cutoff=cutoff)
