"""Where the shop is and when somebody is there, as far as the shop has said and confirmed it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from dragoman.agents.base import ActionRequest
from dragoman.agents.rules.say import say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.shop_answers import policy
from dragoman.agents.rules.understand import Clause
from dragoman.agents.rules.wording_choices import DAY_NAMES
from dragoman.base.errors import ChannelRejected
from dragoman.channels.content import LocationOut
from dragoman.tenants.hours import Hours, closing, is_open, next_opening

_MOST_PINS = 3
_SHORTEST_AWAY = timedelta(minutes=30)


def opening(clause: Clause, scene: Scene) -> Part:
    """Whether the shop is open at this moment and until when, and its week; else its policy, else a check."""
    hours = scene.shop.hours
    if hours is None or not hours.confirmed or scene.at is None:
        return policy("hours", clause, scene)
    language = scene.language
    until = closing(hours, scene.at, scene.zone)
    following = next_opening(hours, scene.at, scene.zone)
    if until is not None:
        now = say("open_now", language, time=f"{until:%H:%M}")
    elif following is not None:
        now = say("closed_now", language, when=_when(following, scene))
    else:
        now = ""
    return Part("hours", "\n".join(line for line in (now, *_week(hours, language)) if line))


def away(scene: Scene) -> str:
    """Says when a person will be there, where nobody is now; nothing where that is not known, or soon."""
    hours, at = scene.shop.hours, scene.at
    if hours is None or not hours.confirmed or at is None or is_open(hours, at, scene.zone):
        return ""
    following = next_opening(hours, at, scene.zone)
    if following is None or following - at < _SHORTEST_AWAY:
        return ""
    return say("away", scene.language, when=_when(following, scene))


def _when(moment: datetime, scene: Scene) -> str:
    """``today at 09:00``, ``tomorrow at 09:00`` or ``on Monday at 09:00``."""
    at = scene.at or moment
    days = (moment.date() - at.astimezone(scene.zone).date()).days
    key = {0: "today_at", 1: "tomorrow_at"}.get(days, "day_at")
    day = DAY_NAMES[scene.language][moment.weekday()]
    return say(key, scene.language, day=day, time=f"{moment:%H:%M}")


def _week(hours: Hours, language: str) -> list[str]:
    """One line for each run of days with the same hours."""
    spans = [
        ", ".join(f"{o.opens:%H:%M}-{o.closes:%H:%M}" for o in hours.week if day in o.days)
        for day in range(7)
    ]
    lines = []
    for span, run in groupby(range(7), key=lambda day: spans[day]):
        days = list(run)
        first, last = DAY_NAMES[language][days[0]], DAY_NAMES[language][days[-1]]
        named = first if len(days) == 1 else f"{first} - {last}"
        lines.append(f"{named}: {span or say('closed', language)}")
    return lines


def where(clause: Clause, scene: Scene) -> Part:
    """The shop's address with its pin. A place that is not confirmed is shown as an area, and checked."""
    known = scene.shop.extra.get("locations")
    places = [place for place in known if isinstance(place, Mapping)] if isinstance(known, list) else []
    sure = _pins([place for place in places if place.get("confirmed", True)])
    if sure:
        told = policy("location", clause, scene)
        text = told.text if not told.actions else say("location_pin", scene.language)
        return Part("location", text, pins=sure)
    areas = [str(place["name"]) for place in places if place.get("name")]
    if not areas:
        return policy("location", clause, scene)
    text = say("location_area", scene.language, area=say("comma", scene.language).join(areas))
    return Part("location", text, pins=_pins(places), actions=(ActionRequest("confirm_fact", "location"),))


def _pins(places: Sequence[Mapping[str, object]]) -> tuple[LocationOut, ...]:
    """The places on the map; one whose figures cannot be sent is left out."""
    pins = []
    for place in places[:_MOST_PINS]:
        latitude, longitude = place.get("latitude"), place.get("longitude")
        if isinstance(latitude, int | float) and isinstance(longitude, int | float):
            name = str(place["name"]) if place.get("name") else None
            try:
                pins.append(LocationOut(float(latitude), float(longitude), name))
            except ChannelRejected:
                continue
    return tuple(pins)
