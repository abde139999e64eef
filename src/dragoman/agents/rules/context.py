"""What a message speaks of besides its words: the product it was sent from, the message it quotes, an advertisement."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dragoman.agents.base import Line, Quoted
from dragoman.agents.rules.find import find
from dragoman.agents.rules.scene import Scene
from dragoman.agents.rules.understand import read_clauses
from dragoman.catalogue.model import Product

_MOST_OFFERED = 10
_MOST_READ = 2000  # characters of a quotation or an advertisement


def in_context(line: Line, scene: Scene) -> Scene:
    """The scene in which ``line`` is read: "how much?" under our message about a drone is about the drone."""
    for meant in (_asked_from(line, scene), _quoted(line.quoted, scene), _advertised(line, scene)):
        if len(meant) == 1:
            return replace(scene, about=meant[0], wanted=())
        if meant and {product.sku for product in meant} == {product.sku for product in scene.wanted}:
            return scene  # what was asked about them is what the line answers
        if meant:
            return replace(scene, about=None, wanted=(), offered=tuple(meant[:_MOST_OFFERED]))
    return scene


def _asked_from(line: Line, scene: Scene) -> Sequence[Product]:
    referred = line.details.get("referred_product")
    return _by_sku(referred.get("sku"), scene) if isinstance(referred, Mapping) else ()


def _quoted(quoted: Quoted | None, scene: Scene) -> Sequence[Product]:
    if quoted is None or quoted.kind == "deleted":
        return ()
    return _by_sku(quoted.details.get("product_id"), scene) or _named(quoted.text, scene)


def _advertised(line: Line, scene: Scene) -> Sequence[Product]:
    told = line.details.get("referral")
    if not isinstance(told, Mapping):
        return ()
    return _named(told.get("headline"), scene) or _named(told.get("body"), scene)


def _by_sku(sku: object, scene: Scene) -> list[Product]:
    return [product for product in scene.index.products if isinstance(sku, str) and product.sku == sku][:1]


def _named(text: object, scene: Scene) -> list[Product]:
    """The products that are surely named in ``text``, in its order."""
    if not isinstance(text, str) or not text.strip():
        return []
    found: dict[str, Product] = {}
    for clause in read_clauses(text[:_MOST_READ], protected=scene.index.vocabulary):
        named = find(scene.index, clause)
        if named.certainty == "sure":
            found |= {product.sku: product for product in named.products}
    return list(found.values())
