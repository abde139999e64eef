"""Arguments for whatever takes a ``TenantTx``: of the caller's own shop, of another's, and of nobody's.

Found by the function and parameter, by the parameter's name, or by its annotation. No text drawn here holds a
shop's ``secret``: finding one in a result means that it was read.
"""

import inspect
import typing
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from dragoman.agents.llm.usage import Meter, Used
from dragoman.base import blobs
from dragoman.base.ids import wire_id
from dragoman.base.money import Money
from dragoman.base.remedy import Remedy
from dragoman.catalogue.rows import read_row
from dragoman.catalogue.search.query import parse
from dragoman.catalogue.search.terms import mark
from dragoman.channels.base import Inbound, Outcome, Party, Receipt, Text
from dragoman.channels.content import TextOut
from dragoman.channels.definition import Shape, TemplateDefinition
from dragoman.conversations.model import HandOver, KnownIdentity
from dragoman.orders.model import CartLine, DraftLine, DraftOrder, Quote, QuoteLine
from dragoman.orders.order_store import PlacedRow
from dragoman.orders.placing import Answering
from dragoman.tenants.model import Routing, ShopInfo
from dragoman.tenants.store import ProfileRow
from dragoman.turns.model import Letter, Routed, Ticket
from tests.support.twins import AT, A, B

Strategy = st.SearchStrategy[Any]
Function = Callable[..., Awaitable[Any]]


def arguments_of(function: Function) -> Strategy:
    """Keyword arguments for the function, its transaction left out. Raises ``LookupError`` for an unknown."""
    kinds = typing.get_type_hints(function)
    names = list(inspect.signature(function).parameters)[1:]
    return st.fixed_dictionaries({name: _strategy(function.__name__, name, kinds[name]) for name in names})


def _strategy(function: str, name: str, kind: Any) -> Strategy:
    for known, key in ((SPECIAL, f"{function}.{name}"), (BY_NAME, name), (BY_KIND, kind)):
        if key in known:
            return known[key]
    raise LookupError(f"{function}: how to draw {name}: {kind}? Add it to tests/support/arguments.py")


def _of(*names: str) -> Strategy:
    """These of both shops, and one of nobody's."""
    known = [getattr(twin, name) for twin in (A, B) for name in names]
    nobody = {UUID: UUID(int=1), int: 9, str: "nobody"}[type(known[0])]
    return st.sampled_from([*known, nobody])


def _some(values: Strategy, *, key: Callable[[Any], Any] = str) -> Strategy:
    return st.lists(values, max_size=3, unique_by=key)


def _text(ids: Strategy) -> Strategy:
    return ids.map(str)


words = st.sampled_from(["", "hello", "\u0646\u0639\u0645", "' OR 1=1 --", "%s"])
documents = st.dictionaries(st.sampled_from(["note", "text"]), words, max_size=2)
moments = st.sampled_from([AT, AT.replace(year=2020)])
small = st.integers(0, 4)

conversations = _of("conversation")
contacts = _of("contact", "other_contact")
messages = _of("inbound", "sending", "queued")
chatbots = _of("chatbot_id")
keys = _of("key")
numbers = _of("number")
jobs = st.sampled_from([(A.job_id, A.worker_id), (A.job_id, A.worker_id), (B.job_id, B.worker_id), (1, 1)])
identities = st.sampled_from(
    [text for twin in (A, B) for text in (f"phone:{twin.phone}", f"user:{twin.key}")]
    + ["phone:9611", "user:x"]
)
parties = st.builds(Party, phone=_of("phone"), user_id=keys, username=words, name=words)
letters = st.builds(
    Letter,
    tenant_id=st.sampled_from([A.tenant_id, B.tenant_id]),
    conversation_id=conversations,
    seq=st.integers(1, 4),
    message_id=messages,
    message_at=moments,
    sender=numbers,
    address=_of("phone"),
    content=words.filter(bool).map(TextOut),
)
routed = st.builds(
    Routed,
    routing=st.builds(
        Routing,
        tenant_id=st.sampled_from([A.tenant_id, B.tenant_id]),
        user_id=small,
        chatbot_id=chatbots,
        agent_id=words,
        brand=words,
        number=numbers,
    ),
    inbound=st.builds(
        Inbound,
        provider_id=keys,
        to=numbers,
        address=_of("phone"),
        party=parties,
        received_at=moments,
        type=words,
        content=words.map(Text),
    ),
)
bytes_of_shops = st.sampled_from([sha256(twin.secret.encode()).digest() for twin in (A, B)] + [bytes(32)])
known = st.builds(KnownIdentity, identity=identities, contact_id=contacts, name=words, username=words)
hand_overs = st.builds(
    HandOver, chatbot_id=chatbots, contact_id=contacts, beside=conversations, reason=st.none() | words
)

definitions = st.builds(
    TemplateDefinition,
    name=keys,
    language=st.sampled_from(["en", "ar"]),
    status=words,
    provider_id=st.none() | keys,
    shape=st.builds(Shape, body=words),
)

drafts = st.lists(
    st.fixed_dictionaries(
        {"id": st.uuids().map(str), "kind": st.just("text"), "body": words, "content": documents}
    ),
    max_size=2,
).map(lambda drafted: [{"n": n, **draft} for n, draft in enumerate(drafted, start=1)])


def _turn(values: tuple[tuple[int, int], list[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    (job_id, worker_id), drafted, rest = values
    return {
        "job_id": job_id,
        "worker_id": worker_id,
        "count": len(drafted),
        "messages": Jsonb(drafted),
        **rest,
    }


turns = st.tuples(
    jobs,
    drafts,
    st.fixed_dictionaries(
        {
            "conversation_id": conversations,
            "covered_jobs": st.lists(
                st.sampled_from([1, A.job_id + 10, B.job_id, B.job_id + 10]), max_size=3
            ),
            "epoch": st.sampled_from([0, 0, 1]),
            "attempts": st.sampled_from([0, 0, 1]),
            "pair_interval_s": st.just(6.0),
            "pair_slack_s": st.just(60.0),
            "from_seq": st.just(1),
            "through_seq": st.integers(1, 3),
            "state": documents.map(Jsonb),
            "hand_over": st.none() | words,
            "window_open": st.booleans(),
            "actions": st.lists(st.builds(dict, kind=words, reason=words), max_size=2).map(Jsonb),
            "facts": st.lists(st.builds(dict, kind=words, data=documents), max_size=2).map(Jsonb),
            "turn_id": st.uuids() | _of("turn"),
            "agent_id": st.just("echo"),
            "reason": words,
            "ms": small,
            "trace": documents.map(Jsonb),
            "story": documents.map(Jsonb),
        }
    ),
).map(_turn)
items = st.lists(
    st.fixed_dictionaries(
        {
            "chatbot_id": chatbots,
            "contact_id": _text(contacts),
            "sender": numbers,
            "address": _of("phone"),
            "provider_id": keys,
            "kind": st.just("text"),
            "body": words,
            "content": documents,
            "quoted_id": st.none(),
            "provider_at": st.just(AT.isoformat()),
            "raw": st.just("{}"),
            "served": st.booleans(),
            "paused": st.booleans(),
        }
    ),
    max_size=3,
).map(lambda drawn: [{"n": n, **item} for n, item in enumerate(drawn)])
reports = _some(
    st.fixed_dictionaries(
        {
            "id": _text(messages),
            "status": st.sampled_from(["sent", "failed", "delivered", "read"]),
            "at": st.just(AT.isoformat()),
            "error": st.none() | words,
            "reason": st.none() | words,
            "remedy": st.none() | st.sampled_from(["look", "retry"]),
        }
    )
)
products = _some(
    st.fixed_dictionaries(
        {
            "sku": keys,
            "position": small,
            "name": words,
            "names": documents,
            "aliases": st.lists(words, max_size=2),
            "category": words,
            "summary": words,
            "price_minor": small,
            "compare_at_minor": st.none(),
            "currency": st.just("USD"),
            "offers": st.just([]),
            "details": documents,
            "image_url": st.none(),
            "images": st.lists(words, max_size=2),
            "stock": st.just("in"),
            "quantity": st.none() | st.integers(1, 9),
            "brand": words,
        }
    ),
    key=itemgetter("sku"),
)
variants = _some(
    st.fixed_dictionaries(
        {
            "sku": keys,
            "variant": keys,
            "position": small,
            "title": words,
            "price_minor": small,
            "options": documents,
            "stock": st.just("untracked"),
            "quantity": st.none(),
        }
    ),
    key=itemgetter("sku", "variant"),
)
import_rows = _some(
    st.builds(
        lambda sku, name, sha256, stock: read_row(
            1,
            {"sku": sku, "name": name, "price": 7, "stock": stock, "image_url": blobs.address_of(sha256)},
            "USD",
        ),
        keys,
        st.just("Cedar"),
        bytes_of_shops,
        st.sampled_from([None, 4, "out"]),
    ),
    key=attrgetter("sku"),
)
faqs = _some(
    st.fixed_dictionaries(
        {"faq": keys, "position": small, "question": words, "answer": words, "confirmed": st.booleans()}
    ),
    key=itemgetter("faq"),
)

receipts = _some(
    st.builds(
        Receipt,
        message_id=st.builds(wire_id, st.sampled_from([A.tenant_id, B.tenant_id]), messages | st.uuids()),
        outcome=st.sampled_from([Outcome.DELIVERED, Outcome.FAILED]),
        at=moments,
        code=words,
        remedy=st.sampled_from([Remedy.LOOK, Remedy.NOTHING]),
    ),
    key=attrgetter("message_id"),
)

order_drafts = st.builds(
    DraftOrder,
    source=words,
    at=moments,
    currency=st.just("USD"),
    lines=st.lists(st.builds(DraftLine, sku=keys, quantity=st.integers(1, 4)), max_size=2).map(tuple),
    note=st.none() | words,
)

usd = st.integers(0, 9000).map(lambda minor: Money("USD", minor))
quote_lines = st.builds(
    QuoteLine,
    sku=keys,
    variant=st.none() | keys,
    title=words,
    quantity=st.integers(1, 3),
    list_unit=usd,
    unit=st.none() | usd,
    total=usd,
)
quotes = st.builds(
    Quote,
    id=_of("quote") | st.uuids(),
    lines=st.lists(quote_lines, max_size=2).map(tuple),
    subtotal=usd,
    discount=usd,
    code=st.none() | words,
    delivery=st.none() | usd,
    total=usd,
    at=moments,
    expires_at=moments,
    catalogue_version=small,
)
placed_rows = st.builds(
    PlacedRow,
    id=_of("order"),
    number=st.just(1001),
    at=moments,
    status=st.just("new"),
    currency=st.just("USD"),
    subtotal_minor=small,
    discount_minor=small,
    delivery_minor=small,
    total_minor=small,
    code=words,
    details=documents,
    cancelled_in=st.none(),
    lines=st.lists(
        st.fixed_dictionaries(
            {
                "sku": keys,
                "variant": keys,
                "quantity": small,
                "taken_from": st.sampled_from(["product", "variant"]),
            }
        ),
        max_size=2,
    ),
)
answering = st.builds(
    Answering,
    conversation_id=conversations,
    from_seq=st.integers(1, 3),
    through_seq=st.integers(1, 5),
    message_id=messages,
    actor=words,
)
statuses = st.sampled_from(["confirmed", "packed", "delivered", "cancelled"])
order_numbers = st.sampled_from([1001, 1002, 2**60])

SPECIAL: dict[str, Strategy] = {
    "put_back.row": placed_rows,
    "order_named.told": _text(_of("order")).flatmap(
        lambda id_: st.sampled_from([id_, id_[:8], "1001", "#1001"])
    ),
    "make_quote.lines": st.lists(st.builds(CartLine, keys, st.integers(1, 3), st.none() | keys), max_size=2),
    "insert_order.taken_from": st.just([None, None]),
    "insert_order.number": st.integers(5000, 5003),
    "insert_order.order_id": st.uuids(),
    "insert_order.details": documents,
    "place.details": documents,
    "take_pieces.products": st.dictionaries(keys, small, max_size=2),
    "take_pieces.variants": st.dictionaries(st.tuples(keys, keys), small, max_size=2),
    "put_back_pieces.products": st.dictionaries(keys, small, max_size=2),
    "put_back_pieces.variants": st.dictionaries(st.tuples(keys, keys), small, max_size=2),
    "count_draft.number": st.integers(5000, 5003),
    "lock_own_order.number": st.none() | order_numbers,
    "find_own_order.number": st.none() | order_numbers,
    "own_order.number": st.none() | order_numbers,
    "cancel.number": st.none() | order_numbers,
    "find_numbered.number": order_numbers,
    "set_status.status": statuses,
    "write_status.status": statuses,
    "write_status.before": st.just("new"),
    "write_status.cancelled_in": st.none() | st.integers(1, 3),
    "list_orders.status": st.none() | statuses,
    "search.queries": st.lists(words | keys, max_size=3),
    "take_back.provider_id": keys,
    "change_template.provider_id": keys,
    "change_template.fields": st.fixed_dictionaries({"status": st.none() | words, "quality": words}),
    "keep_referral.fields": st.fixed_dictionaries({"provider_id": keys, "headline": words}),
    "take_back.conversations": _some(conversations),
    "claim_keys.keys": st.lists(st.tuples(numbers, keys), max_size=3, unique=True),
    "contacts_for.known": st.lists(known, max_size=3).map(lambda met: {one.identity: one for one in met}),
    "contacts_for.authors": st.lists(
        st.tuples(parties, st.lists(identities, min_size=1, max_size=2, unique=True).map(tuple)), max_size=2
    ),
    "insert_contacts.contacts": st.dictionaries(contacts | st.uuids(), parties, max_size=2),
    "link_identities.contacts": st.dictionaries(identities, contacts, max_size=3),
    "update_contacts.shown": st.dictionaries(contacts, parties, max_size=3),
    "hand_over.handed": _some(hand_overs, key=attrgetter("chatbot_id", "contact_id")),
    "upsert_persona.fields": st.fixed_dictionaries(
        {}, optional={"persona": documents, "settings": documents}
    ),
    "upsert_shop_file.document": documents,
    "file_named.beginning": _text(messages).flatmap(lambda id_: st.sampled_from([id_, id_[:8]])),
    "put.content": st.sampled_from([b"", b"hello", B.secret.encode()[:6]]),
    "settle_file.status": st.sampled_from(["stored", "refused", "gone"]),
    "settle_file.sha256": st.none() | bytes_of_shops,
    "postpone_file.at": moments,
    "list_templates.numbers": _some(numbers),
    "get_template.name": keys,
    "forget_template.name": keys,
    "replace_templates.definitions": _some(definitions, key=attrgetter("name", "language")),
    "queue_staff_message.columns": st.tuples(
        st.sampled_from(["text", "template"]), st.none() | words, documents
    ),
    "note_told.target": words,
    "note_told.outcome": documents,
    "postpone_notice.at": moments,
    "queue_notice.columns": st.tuples(st.sampled_from(["text", "template"]), st.none() | words, documents),
    "staff_talk.sender": numbers,
    "note_sync.problem": st.none() | words,
    "store_picture.data": st.just(b"\x89PNG\r\n\x1a\n" + bytes(20)),
    "set_stock.stock": st.sampled_from(["4", "in", "untracked"]),
    "set_stock.variant": st.none() | keys,
    "set_price.price": st.just("7.50"),
    "set_price.variant": st.none() | keys,
    "add_image.picture": st.just("https://noor.example/1.jpg"),
    "write_batch.batch": import_rows,
    "write_batch.currency": st.just("USD"),
}
meters = st.builds(
    lambda models: Meter(models=models),
    st.dictionaries(words, st.builds(Used, small, small, small, st.none() | st.just(Decimal(1))), max_size=2),
)
BY_NAME: dict[str, Strategy] = {
    "quote_id": _of("quote"),
    "quote": quotes,
    "answering": answering,
    "actor": words,
    "confirmed_by": messages,
    "epoch": st.sampled_from([0, 0, 1]),
    "answered_through_seq": st.sampled_from([0, 0, 1]),
    "notice_id": _of("notice"),
    "phone": _of("phone"),
    "draft": order_drafts,
    "order_id": _of("order"),
    "referral_id": st.uuids(),
    "numbers": _some(numbers),
    "messages": _some(messages),
    "contacts": _some(contacts),
    "message_at": moments,
    "not_before": moments,
    "number": numbers,
    "marketing": st.sampled_from(["stopped", "resumed"]),
    "last_inbound_at": st.none() | moments,
    "remedy": st.sampled_from(["look", "retry"]),
    "code": st.none() | words,
    "routed": _some(routed),
    "conversation_id": conversations,
    "conversations": _some(conversations),
    "contact_id": contacts,
    "contact_ids": _some(contacts),
    "merged": st.dictionaries(contacts, contacts, max_size=2),
    "message_id": messages | st.uuids(),
    "action_id": _of("action"),
    "chatbot_id": chatbots,
    "identities": _some(identities),
    "sha256": bytes_of_shops,
    "names": st.lists(bytes_of_shops, max_size=3),
    "keys": _some(keys),
    "sku": keys,
    "skus": _some(keys),
    "vectors": st.dictionaries(keys, st.sampled_from(["'hello':1A", "'نعم':1D 'x':1B"]), max_size=2),
    "queries": st.lists(words.map(lambda text: parse(text).as_json()), max_size=2),
    "mark": st.sampled_from([mark(), "=0"]),
    "lowest": st.sampled_from([UUID(int=0), A.conversation, B.conversation, B.action, B.order]),
    "highest": st.sampled_from([UUID(int=2**128 - 1), A.conversation, A.action, B.conversation, B.action]),
    "beginning": _text(conversations | _of("action", "order")).flatmap(
        lambda id_: st.sampled_from([id_, id_[:8], id_[:4]])
    ),
    "status": st.sampled_from(["sent", "failed", "held", "stopped", "queued", "unknown"]),
    "definition": definitions,
    "language": st.sampled_from(["en", "ar"]),
    "message_status": st.sampled_from(["queued", "unknown"]),
    "mode": st.sampled_from(["agent", "human"]),
    "owner": st.sampled_from(["agent", "person"]),
    "kind": st.sampled_from(["handoff", "delivery_failed"]),
    "source": st.sampled_from(["seq:1", "message:2"]),
    "seq": st.integers(1, 4),
    "limit": st.integers(1, 100),
    "values": turns,
    "items": items,
    "reports": reports,
    "products": products,
    "receipts": receipts,
    "variants": variants,
    "faqs": faqs,
    "data": st.none() | documents,
    "worker_id": jobs.map(lambda job: job[1]),
    "at": st.none() | moments,
    "pair_interval_s": st.just(6.0),
    "until": moments,
    "provider_id": st.none() | keys,
    "error": st.none() | words,
}
BY_KIND: dict[Any, Strategy] = {
    bool: st.booleans(),
    int: small,
    float: st.floats(0, 100),
    str: words,
    str | None: st.none() | words,
    datetime: moments,
    date: moments.map(datetime.date),
    Meter: meters,
    Party: parties,
    Letter: letters,
    Ticket: jobs.map(lambda job: Ticket(*job, attempts=0)),
    ShopInfo: st.builds(ShopInfo, country=st.none() | st.just("LB")),
    ProfileRow: st.builds(ProfileRow, about=words, delivery=documents, policies=documents, extra=documents),
}
