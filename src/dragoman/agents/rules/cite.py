"""What the rules agent speaks of, cited: the guard lets nothing else be said."""

from collections.abc import Sequence

from dragoman.agents.evidence import Evidence
from dragoman.agents.rules.ordering.taking import Said
from dragoman.agents.rules.say import bold_name
from dragoman.catalogue.model import Product
from dragoman.tenants.model import ShopInfo

_FEW = 5
"""So many products are shown with their prices in the words themselves, whatever else is answered."""


def cite_spoken(evidence: Evidence, said: Said, products: Sequence[Product], shop: ShopInfo) -> None:
    """Cites the products of what is ``said``, those to tap included, and what the shop has confirmed of itself.

    Of the order under way, what earlier turns noted: its products, the customer's details, the order placed last.
    """
    evidence.cite_shop(shop, source="shop_info")
    spoken = {product.sku for product in products} if len(products) <= _FEW else set()
    for part in said.parts:
        spoken |= {product.sku for product in part.products}
        spoken |= {option.id.partition(":")[2] for option in part.options}
        for draft in part.orders:
            evidence.cite_draft(draft, source="cart")
    if said.cart is not None:
        spoken |= {line.sku for line in said.cart.lines}
        spoken |= {sku for pending in said.cart.pending for sku in pending.skus}
        for text in said.cart.details.values():
            evidence.cite_text(text, source="conversation")
        if said.cart.number is not None:
            evidence.cite_number(said.cart.number, source="conversation")
    words = "\n".join(part.text for part in said.parts)
    for product in products:
        if product.sku in spoken or bold_name(product, said.scene.language) in words:
            evidence.cite_product(product, source="list_products")
