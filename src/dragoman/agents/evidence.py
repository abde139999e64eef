"""What the tools returned in one turn: the only things that a reply may claim.

Every tool that shows an agent something cites it here. The guard compares a reply with these facts, and what was
sent keeps its receipt: which claim rests on which fact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from dragoman.base.ids import TenantId
from dragoman.base.money import Money
from dragoman.catalogue.model import Product
from dragoman.orders.model import DraftOrder, KnownCustomer, OrderForm, PlacedOrder, Problem, Quote, QuoteLine
from dragoman.tenants.model import Delivery, Faq, Policy, ShopInfo

FactKind = Literal[
    "price",
    "was",
    "offer",
    "fee",
    "free_from",
    "line",
    "subtotal",
    "discount",
    "total",
    "percent",
    "days",
    "stock",
    "order",
    "product",
    "link",
    "text",
]

UNCONFIRMED = "unconfirmed"
"""The key of a product's details under which nothing is ever stated."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a tool returned: an amount, a number, or words. ``source`` is the tool.

    ``sku`` is the product that it is about, ``None`` for the shop's rules and totals; ``variant`` the title of the
    variant. ``number`` is how many: pieces of an offer, pieces in stock, days, percent, an order's number. ``text``
    is the shop's own words: of a stock fact ``in`` or ``out``. ``version`` is the catalogue's at that moment.
    """

    kind: FactKind
    source: str
    sku: str | None = None
    money: Money | None = None
    number: Decimal | None = None
    text: str | None = None
    version: int | None = None
    variant: str | None = None


@dataclass(slots=True)
class Evidence:
    """The facts of one turn, in the order in which they were cited: all of ``tenant``, and no other shop's.

    ``heard`` is what the customer wrote: a reply may repeat its plain numbers and names, never its amounts.
    """

    tenant: TenantId | None = None
    version: int | None = None
    facts: list[Fact] = field(default_factory=list)
    products: dict[str, Product] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    _cited: set[Fact] = field(default_factory=set, repr=False)

    def cite_product(self, product: Product, *, source: str) -> None:
        """A product's names, prices, offers, stock, pictures and stated details.

        The same product cited anew replaces what was cited of it before: the later look counts.
        """
        before = self.products.get(product.sku)
        if before == product:
            return
        if before is not None:
            self.facts[:] = [fact for fact in self.facts if fact.sku != product.sku or fact.kind == "line"]
            self._cited = set(self.facts)
        self.products[product.sku] = product
        for fact in _facts_of(product, source, product.catalogue_version or self.version):
            self._cite(fact)

    def cite_text(self, text: str | None, *, source: str) -> None:
        """Words of the shop's own (a policy, an answer): the amounts, numbers and links in them are supported."""
        if text and text.strip():
            self._cite(Fact("text", source, text=text, version=self.version))

    def cite_delivery(self, delivery: Delivery, *, source: str) -> None:
        """The delivery rule: nothing where the shop has not confirmed it."""
        if not delivery.confirmed:
            return
        self.cite_text(delivery.area, source=source)
        for kind, money in (("fee", delivery.fee), ("free_from", delivery.free_from)):
            if money is not None:
                self._money(kind, money, source)  # type: ignore[arg-type]
        for days in delivery.days or ():
            self._cite(Fact("days", source, number=Decimal(days), version=self.version))
        for area in delivery.areas:
            least, most = area.days or (None, None)
            self.cite_text(f"{area.name}: {least} to {most} days" if most else area.name, source=source)
            if area.fee is not None:
                self._money("fee", area.fee, source)

    def cite_policy(self, policy: Policy, *, source: str) -> None:
        """The shop's words on a topic, in every language that it wrote: nothing where it has not confirmed them."""
        if policy.confirmed:
            for text in policy.text.values():
                self.cite_text(text, source=source)

    def cite_faq(self, faq: Faq, *, source: str) -> None:
        """A question and the shop's answer: nothing where the shop has not confirmed it."""
        if faq.confirmed:
            for answer in (faq.answer, *faq.answers.values()):
                self.cite_text(f"{faq.question}\n{answer}", source=source)

    def cite_shop(self, shop: ShopInfo, *, source: str) -> None:
        """Whatever the shop has confirmed of itself: about, delivery, policies, questions and answers."""
        for text in (shop.about, *shop.extra.get("abouts", {}).values()):
            self.cite_text(text, source=source)
        self.cite_delivery(shop.delivery, source=source)
        for policy in shop.policies.values():
            self.cite_policy(policy, source=source)
        for faq in shop.faqs:
            self.cite_faq(faq, source=source)

    def cite_form(self, form: OrderForm, *, source: str) -> None:
        """The shop's own questions before it takes an order, and what it stores with every one."""
        for text in form.fixed.values():
            self.cite_text(text, source=source)
        for asked in form.fields:
            for text in asked.question.values():
                self.cite_text(text, source=source)

    def cite_quote(self, quote: Quote, *, source: str) -> None:
        """What a cart costs, counted by code: the only place that totals come from."""
        self._lines(quote.lines, source, quote.catalogue_version)
        self._sums(quote, source, quote.catalogue_version)

    def cite_order(self, order: PlacedOrder, *, source: str) -> None:
        """An order: its number, its status and what it costs. Its details are the customer's own words."""
        number = Decimal(order.number)
        self._cite(Fact("order", source, number=number, text=order.status, version=self.version))
        self._lines(order.lines, source, self.version)
        self._sums(order, source, self.version)
        for text in order.details.values():
            self.recall(text)

    def cite_number(self, number: int, *, source: str) -> None:
        """The number of an order of the customer's."""
        self._cite(Fact("order", source, number=Decimal(number), version=self.version))

    def cite_draft(self, draft: DraftOrder, *, source: str) -> None:
        """A cart that a person will confirm, by the catalogue's prices."""
        for line in draft.lines:
            if line.title:
                self._cite(Fact("product", source, line.sku, text=line.title, version=self.version))
            if line.price is not None and line.total is not None:
                count = Decimal(line.quantity)
                self._cite(Fact("price", source, line.sku, line.price, version=self.version))
                self._cite(Fact("line", source, line.sku, line.total, count, version=self.version))
        self._money("total", draft.total, source)

    def cite_problem(self, problem: Problem, *, source: str) -> None:
        """Why something cannot be had: how many pieces are left, what there is to choose from."""
        if problem.title and problem.sku:
            self._cite(Fact("product", source, problem.sku, text=problem.title, version=self.version))
        for text in problem.choices:
            self.cite_text(text, source=source)
        if problem.kind == "out_of_stock" or problem.available is not None:
            left = problem.available or 0
            state = "in" if left else "out"
            number = Decimal(left)
            self._cite(Fact("stock", source, problem.sku, number=number, text=state, version=self.version))

    def cite_percent(self, percent: Decimal | int, *, source: str, sku: str | None = None) -> None:
        """A percentage that the shop's rules give."""
        self._cite(Fact("percent", source, sku, number=Decimal(percent), version=self.version))

    def cite_link(self, url: str | None, *, source: str) -> None:
        """A web address, or a stored file's, that may be sent."""
        if url:
            self._cite(Fact("link", source, text=url, version=self.version))

    def hear(self, text: str | None) -> None:
        """What the customer wrote, which a reply may take up."""
        if text and text.strip():
            self.heard.append(text)

    def recall(self, text: str | None) -> None:
        """What the customer told us before (a name, an address, a note), as it is kept: no more than words of theirs.

        It comes before what they write now, which says what they speak of.
        """
        if text and text.strip():
            self.heard.insert(0, text)

    def recall_customer(self, known: KnownCustomer) -> None:
        """What is known of the customer, for ``recall``."""
        for text in (known.phone, known.name, *known.details.values()):
            self.recall(text)

    def _cite(self, fact: Fact) -> None:
        if fact not in self._cited:
            self._cited.add(fact)
            self.facts.append(fact)

    def _money(self, kind: FactKind, money: Money, source: str, version: int | None = None) -> None:
        self._cite(Fact(kind, source, money=money, version=version or self.version))

    def _lines(self, lines: tuple[QuoteLine, ...], source: str, version: int | None) -> None:
        for line in lines:
            count = Decimal(line.quantity)
            self._cite(Fact("product", source, line.sku, text=line.title, version=version))
            self._cite(Fact("price", source, line.sku, line.list_unit, version=version, variant=line.variant))
            if line.unit is not None and line.unit != line.list_unit:
                self._cite(Fact("offer", source, line.sku, line.unit, count, version=version))
            self._cite(Fact("line", source, line.sku, line.total, count, version=version))

    def _sums(self, sums: Quote | PlacedOrder, source: str, version: int | None) -> None:
        self._money("subtotal", sums.subtotal, source, version)
        self._money("total", sums.total, source, version)
        if sums.discount.minor:
            self._money("discount", sums.discount, source, version)
        if sums.delivery is not None:
            self._money("fee", sums.delivery, source, version)
        if sums.code:
            self.cite_text(sums.code, source=source)


def _facts_of(product: Product, source: str, version: int | None) -> Iterator[Fact]:
    sku = product.sku
    for name in (product.name, *product.names.values(), *product.aliases, product.brand):
        if name:
            yield Fact("product", source, sku, text=name, version=version)
    yield from _prices(product, source, version)
    yield from _stock(product, source, version)
    for url in (product.image_url, *product.images):
        if url:
            yield Fact("link", source, sku, text=url, version=version)
    for text in (product.category, product.summary, *product.summaries.values(), *_stated(product.details)):
        if text:
            yield Fact("text", source, sku, text=text, version=version)


def _prices(product: Product, source: str, version: int | None) -> Iterator[Fact]:
    sku = product.sku
    yield Fact("price", source, sku, product.price, version=version)
    for variant in product.variants:
        yield Fact("price", source, sku, variant.price, version=version, variant=variant.title)
    if product.compare_at is not None:
        yield Fact("was", source, sku, product.compare_at, version=version)
    for offer in product.offers:
        price = offer.unit_price or offer.total
        yield Fact("offer", source, sku, price, Decimal(offer.quantity), version=version)


def _stock(product: Product, source: str, version: int | None) -> Iterator[Fact]:
    """Whether there is any, and how many; nothing where nobody counts, since then nobody may say."""
    if product.stock != "untracked":
        left = None if product.quantity is None else Decimal(product.quantity)
        yield Fact("stock", source, product.sku, number=left, text=product.stock, version=version)
    for variant in product.variants:
        if variant.quantity is not None:
            state, left = ("in" if variant.quantity else "out"), Decimal(variant.quantity)
            yield Fact("stock", source, product.sku, None, left, state, version, variant.title)


def _stated(details: Any) -> Iterator[str]:
    """Every sentence and figure of a product's details but what stands under ``unconfirmed``."""
    if isinstance(details, Mapping):
        for key, value in details.items():
            if key != UNCONFIRMED:
                yield from _stated(value)
    elif isinstance(details, list | tuple):
        for value in details:
            yield from _stated(value)
    elif details is not None and not isinstance(details, bool):
        yield str(details)
