"""The products that a turn is read against: all of a small shop's, of a large one those that the words may mean."""

from collections.abc import Sequence

from dragoman.agents.base import Toolbox, TurnInput
from dragoman.agents.rules.index import Index, index_of
from dragoman.agents.rules.memory import in_focus
from dragoman.agents.rules.understand import read_clauses
from dragoman.catalogue.model import Product

SMALL_SHOP = 300
"""Up to so many products are read whole: their index takes milliseconds. Above, the database searches."""

_MOST_CANDIDATES = 20  # of one question
_MOST_QUESTIONS = 4
_MOST_CHARS = 200  # of one question, as searched for
_MOST_SHOWN = 60  # of the shop's first products, for who asks what there is


async def shelf_of(turn: TurnInput, tools: Toolbox) -> Index:
    """The index of the products that this turn may be about. Raises only what the tools raise."""
    first = await tools.list_products(SMALL_SHOP + 1)
    brand = turn.tenant.brand
    if len(first) <= SMALL_SHOP:
        return index_of([product for product in first if product.active], brand=brand)
    found = {product.sku: product for product in await _candidates(turn, tools)}
    for sku in in_focus(turn):
        if sku not in found and (product := await tools.get_product(sku)) is not None:
            found[sku] = product
    found |= {product.sku: product for product in first[:_MOST_SHOWN] if product.sku not in found}
    return index_of([product for product in found.values() if product.active], brand=brand)


async def _candidates(turn: TurnInput, tools: Toolbox) -> Sequence[Product]:
    """What the shop's search finds for each thing that was said, best first."""
    said = [line.text for line in turn.new if line.text and line.choice_id is None]
    tapped = [line.choice_id.partition(":")[2] for line in turn.new if line.choice_id]
    quoted = [line.quoted.text for line in turn.new if line.quoted is not None and line.quoted.text]
    questions = [
        " ".join(clause.words)[:_MOST_CHARS] for text in (*said, *quoted) for clause in read_clauses(text)
    ]
    found: list[Product] = []
    for question in list(dict.fromkeys(questions))[:_MOST_QUESTIONS]:
        result = await tools.search_products([question], _MOST_CANDIDATES)
        found.extend(match.product for match in result.matches)
    for sku in filter(None, tapped):
        if (product := await tools.get_product(sku)) is not None:
            found.append(product)
    return found
