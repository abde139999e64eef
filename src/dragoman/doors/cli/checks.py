"""One line of what ``dragoman doctor`` reports."""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["✓", "!", "✗"]


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the report: right, worth knowing, or wrong; and for the last two what to do."""

    mark: Mark
    said: str
    to_do: str = ""
