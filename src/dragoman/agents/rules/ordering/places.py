"""Where in a sentence a town is named, which of several is the city, and which is nearest to a point. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians

from dragoman.catalogue.fold import words
from dragoman.orders.places import HOME, place_of

_LONGEST = 3  # words of a town's name
_STREET_BEFORE = frozenset(words("rue شارع طريق share3 shar3 autostrad autostrade"))
_STREET_AFTER = frozenset(words("street st str road rd avenue ave highway autostrade autostrad"))
_CITIES = frozenset(
    (
        "Beirut",
        "Tripoli",
        "Zahle",
        "Jounieh",
        "Sidon",
        "Tyre",
        "Baalbek",
        "Nabatieh",
        "Byblos",
        "Halba",
        "Batroun",
    )
)
_REGIONS = frozenset(
    (
        "Mount Lebanon",
        "North Lebanon",
        "South Lebanon",
        "Chouf",
        "Metn",
        "Keserwan",
        "Koura",
        "Akkar",
        "Beqaa",
        "Hermel",
    )
)
_POINTS = {
    "Beirut": (33.889, 35.495),
    "Jounieh": (33.981, 35.618),
    "Byblos": (34.121, 35.648),
    "Batroun": (34.255, 35.658),
    "Tripoli": (34.437, 35.834),
    "Halba": (34.543, 36.080),
    "Zgharta": (34.397, 35.895),
    "Sidon": (33.557, 35.369),
    "Tyre": (33.273, 35.203),
    "Nabatieh": (33.379, 35.484),
    "Jezzine": (33.541, 35.584),
    "Zahle": (33.847, 35.902),
    "Chtaura": (33.818, 35.852),
    "Baalbek": (34.007, 36.204),
    "Hermel": (34.394, 36.385),
    "Aley": (33.805, 35.600),
    "Baabda": (33.834, 35.544),
    "Broummana": (33.882, 35.621),
    "Antelias": (33.914, 35.586),
    "Damour": (33.730, 35.455),
}
_NEAR_KM = 6.0
_KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Spot:
    """A town named in a segment: its name as stored, and between which of the segment's words."""

    name: str
    start: int
    end: int


@lru_cache(maxsize=2048)
def spots_in(segment: str) -> tuple[Spot, ...]:
    """The towns and countries that ``segment`` names, in order; a street that bears a town's name is none."""
    said = segment.split()
    folded = [" ".join(words(word)) for word in said]
    spots: list[Spot] = []
    at = 0
    while at < len(said):
        found = next(
            (s for size in range(_LONGEST, 0, -1) if (s := _spot(segment, said, folded, at, size))), None
        )
        if found is not None:
            spots.append(found)
        at = found.end if found is not None else at + 1
    return tuple(spots)


def _spot(segment: str, said: Sequence[str], folded: Sequence[str], at: int, size: int) -> Spot | None:
    end = at + size
    if end > len(said) or not all(folded[at:end]):
        return None
    text = " ".join(folded[at:end])
    place = place_of(text)
    # "Hamra Beirut" is two places; "bint jbeil" is one, though "jbeil" alone is another.
    if place is None or (size > 1 and not _is_one_name(text, place.name)):
        return None
    before = folded[at - 1] if at else ""
    after = folded[end] if end < len(said) else ""
    if before in _STREET_BEFORE or after in _STREET_AFTER:
        return None
    return Spot(place.name if place.country == HOME else " ".join(said[at:end]), at, end)


def _is_one_name(text: str, name: str) -> bool:
    said = text.split()
    parts = {place.name for word in said if (place := place_of(word)) is not None}
    return name not in parts


def city_among(spots: Sequence[Spot]) -> Spot | None:
    """The city among the places that an address names: the best known one, else a town, else a region."""
    for fits in (
        lambda s: s.name in _CITIES,
        lambda s: s.name not in _REGIONS | {HOME},
        lambda s: s.name != HOME,
    ):
        if (spot := next(filter(fits, spots), None)) is not None:
            return spot
    return None


def town_near(latitude: float, longitude: float) -> str | None:
    """The town around a point on the map, or ``None`` where it is in none that we know."""

    def away(point: tuple[float, float]) -> float:
        east = (point[1] - longitude) * cos(radians(latitude))
        return hypot(point[0] - latitude, east) * _KM_A_DEGREE

    name, point = min(_POINTS.items(), key=lambda item: away(item[1]))
    return name if away(point) <= _NEAR_KM else None
