"""Answers to what is about the talk itself: who is there, in which language, and those who are rude or play tricks."""

from dragoman.agents.rules.language import answers_in
from dragoman.agents.rules.say import Option, say
from dragoman.agents.rules.scene import Part, Scene
from dragoman.agents.rules.wording_choices import LANGUAGE_NAMES

PERSON = "human:"
"""The id of the button that calls a person."""


def talk(intent: str, scene: Scene) -> Part | None:
    """The part for ``intent``, or ``None`` when it is no talk of this kind."""
    language = scene.language
    match intent:
        case "bot" if scene.name:
            return Part("bot", say("bot_named", language, name=scene.name, brand=scene.brand))
        case "bot":
            return Part("bot", say("bot", language, brand=scene.brand))
        case "human":
            return call_person(scene)
        case "angry":
            return angry(scene)
        case "abuse":
            return rude(scene)
        case "inject":
            return Part("refused", say("refused", language, brand=scene.brand))
        case "smalltalk":
            return Part("smalltalk", say("smalltalk", language))
        case "language":
            names = [LANGUAGE_NAMES[known][language] for known in answers_in(scene.languages)]
            return Part("language", say("language", language, languages=say("comma", language).join(names)))
        case _:
            return None


def call_person(scene: Scene) -> Part:
    """Hands over: the customer asked for it."""
    return Part("human", say("human", scene.language), hand="customer asked for a person")


def angry(scene: Scene) -> Part:
    """Says sorry and hands over: nobody who is upset should have to argue with a machine."""
    return Part("angry", say("angry", scene.language), hand="customer is upset")


def rude(scene: Scene) -> Part:
    """Stays kind and offers a person; who goes on gets one."""
    if scene.asked == "person":
        return angry(scene)
    option = Option(PERSON, say("person_button", scene.language))
    return Part("abuse", say("abuse", scene.language), options=(option,), asked="person")
