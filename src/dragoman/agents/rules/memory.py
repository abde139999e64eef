"""What the agent remembers of a conversation from one turn to the next, read with care and written short."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dragoman.agents.base import TurnInput
from dragoman.agents.rules.index import Index
from dragoman.agents.rules.language import Language, language_of, reply_language
from dragoman.agents.rules.ordering.state import read_cart
from dragoman.agents.rules.scene import Part, Scene
from dragoman.catalogue.model import Product
from dragoman.tenants.model import ShopInfo

_ASKED = ("order", "agree", "need", "person")
_ASKED_AGAIN = ("image", "usage", "stock", "discount")  # of the next product too: "and the pen?"
_MOST_SHOWN = 20


def spoken_in(turn: TurnInput) -> Language | None:
    """The language of what was written now, else the conversation's."""
    before = turn.state.get("language")
    text = "\n".join(line.text or "" for line in turn.new if line.choice_id is None)
    return language_of(text[:4000], before=before if isinstance(before, str) else None)


def scene_of(turn: TurnInput, index: Index, shop: ShopInfo, spoken: Language | None) -> Scene:
    """The scene in which the first of the new messages is read."""
    state, products = turn.state, index.products
    name = turn.chatbot.persona.get("name")
    return Scene(
        language=reply_language(spoken, turn.chatbot.languages),
        brand=turn.tenant.brand,
        index=index,
        shop=shop,
        about=by_sku(products, state.get("product")),
        offered=_some(products, state.get("offered")),
        wanted=_some(products, state.get("wanted")),
        asked=next((asked for asked in _ASKED if state.get("asked") == asked), None),
        ordering=bool(state.get("ordering")),
        placing=bool(state.get("placing")),
        currency=turn.tenant.currency,
        name=name.strip() if isinstance(name, str) else "",
        languages=turn.chatbot.languages,
        sentences=_most_sentences(turn.chatbot.settings.get("brevity")),
        at=turn.new[-1].at,
        zone=turn.tenant.timezone,
        asking=tuple(intent for intent in _listed(state.get("asking")) if intent in _ASKED_AGAIN),
        shown=frozenset(_listed(state.get("shown"))),
    )


def _most_sentences(brevity: object) -> int | None:
    most = brevity.get("max_sentences") if isinstance(brevity, Mapping) else None
    return most if isinstance(most, int) and most > 0 else None


def in_focus(turn: TurnInput) -> list[str]:
    """The skus that the conversation is about: they are needed whatever is asked now."""
    product = turn.state.get("product")
    cart = read_cart(turn.state.get("cart"))
    kept = [product] if isinstance(product, str) else []
    kept += [line.sku for line in cart.lines] + [sku for one in cart.pending for sku in one.skus]
    return list(
        dict.fromkeys(
            [*kept, *_listed(turn.state.get("offered"))[:10], *_listed(turn.state.get("wanted"))[:10]]
        )
    )


def by_sku(products: Iterable[Product], sku: object) -> Product | None:
    """The product with that sku, or ``None``."""
    return next((product for product in products if product.sku == sku), None)


def _some(products: Sequence[Product], skus: object) -> tuple[Product, ...]:
    found = (by_sku(products, sku) for sku in _listed(skus)[:10])
    return tuple(product for product in found if product is not None)


def _listed(kept: object) -> list[str]:
    """What an earlier version may have left as a list of words, read with care."""
    return [word for word in kept if isinstance(word, str)] if isinstance(kept, list | tuple) else []


_ABOUT_A_PLACE = frozenset({"order", "delivery", "abroad", "delivery fee", "delivery time"})


def wanted_of(parts: Sequence[Part]) -> list[str]:
    """The products that the reply asks whether to order."""
    return [product.sku for part in parts if part.asked == "agree" for product in part.products]


def state_after(
    before: Mapping[str, Any],
    parts: Sequence[Part],
    intents: Sequence[str],
    spoken: Language | None,
    scene: Scene,
) -> dict[str, Any]:
    """What the next turn needs: the language, the product spoken of, what was offered, what was asked."""
    state: dict[str, Any] = {}
    if spoken:
        state["language"] = spoken
    named = [part.products[0].sku for part in parts if len(part.products) == 1]
    earlier = before.get("product")
    if named:
        state["product"] = named[-1]
    elif scene.about is not None:
        state["product"] = scene.about.sku
    elif isinstance(earlier, str):
        state["product"] = earlier
    if offered := _offered_after(before, parts, named):
        state["offered"] = offered
    if asked := next((part.asked for part in parts if part.asked), None):
        state["asked"] = asked
    if asking := _asking_after(before, intents, named):
        state["asking"] = asking
    pictured = [product.sku for part in parts if part.picture for product in part.products]
    if shown := list(dict.fromkeys([*_listed(before.get("shown")), *pictured])):
        state["shown"] = shown[-_MOST_SHOWN:]
    if len(wanted := wanted_of(parts)) > 1:
        state["wanted"] = wanted[:10]
    if before.get("ordering") or any(part.topic == "order" for part in parts):
        state["ordering"] = True
    if any(part.topic in _ABOUT_A_PLACE for part in parts):
        state["placing"] = True
    return state


def _offered_after(before: Mapping[str, Any], parts: Sequence[Part], named: Sequence[str]) -> list[str]:
    """The products among which "the second one" and "which is cheaper?" choose."""
    earlier = str(before.get("product") or "")
    several = [part.products for part in parts if len(part.products) > 1]
    if several:
        return [product.sku for product in several[-1]][:10]
    if (kept := _listed(before.get("offered"))) and set(named) <= set(kept):
        return kept[:10]  # still speaking of those
    alone = earlier and len(set(named)) == 1
    spoken_of = list(dict.fromkeys([earlier, *named] if alone else named))
    return spoken_of[-4:] if len(spoken_of) > 1 else []


def _asking_after(before: Mapping[str, Any], intents: Sequence[str], named: Sequence[str]) -> list[str]:
    """What "and the pen?" would ask next."""
    asking = [intent for intent in intents if intent in _ASKED_AGAIN]
    return asking or (_listed(before.get("asking")) if named and not intents else [])
