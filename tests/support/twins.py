"""Two shops with the same data: whatever one of them can see or change of the other is a hole in a wall."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

import psycopg

_NAMESPACE = UUID("4f0c2a52-5d0f-4f2c-9a55-0d6a7c1f9b11")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
"""When everything of the twins was made; part of the key of their messages."""


@dataclass(frozen=True)
class Twin:
    """One of the two. Every text that somebody wrote holds ``secret``; keys hold ``key`` instead."""

    tenant_id: int
    letter: str

    @property
    def secret(self) -> str:
        return f"SECRET-{self.letter}"

    @property
    def key(self) -> str:
        return f"key-{self.letter}"

    @property
    def chatbot_id(self) -> int:
        return self.tenant_id + 500_000

    @property
    def number(self) -> str:
        return f"96171{self.tenant_id}"

    @property
    def phone(self) -> str:
        return f"96176{self.tenant_id}"

    @property
    def job_id(self) -> int:
        return self.tenant_id + 700_000

    @property
    def worker_id(self) -> int:
        return self.tenant_id + 800_000

    @cached_property
    def contact(self) -> UUID:
        return self._id("contact")

    @cached_property
    def other_contact(self) -> UUID:
        return self._id("other contact")

    @cached_property
    def conversation(self) -> UUID:
        return self._id("conversation")

    @cached_property
    def inbound(self) -> UUID:
        return self._id("inbound")

    @cached_property
    def sending(self) -> UUID:
        return self._id("sending")

    @cached_property
    def queued(self) -> UUID:
        return self._id("queued")

    @cached_property
    def turn(self) -> UUID:
        return self._id("turn")

    @cached_property
    def quote(self) -> UUID:
        return self._id("quote")

    @cached_property
    def action(self) -> UUID:
        return self._id("action")

    @cached_property
    def order(self) -> UUID:
        return self._id("order")

    @cached_property
    def notice(self) -> UUID:
        return self._id("notice")

    def traces(self) -> list[str]:
        """What tells this shop's data from any other's: its words, keys, numbers and ids."""
        ids = [self.contact, self.other_contact, self.conversation, self.inbound, self.sending, self.queued]
        numbers = [self.number, self.phone, str(self.chatbot_id)]
        ids += [self.turn, self.action, self.order, self.notice]
        return [self.secret, self.key, *numbers, *(str(id_) for id_ in ids)]

    def _id(self, what: str) -> UUID:
        return uuid5(_NAMESPACE, f"{self.letter} {what}")


A, B = Twin(1001, "aaaa"), Twin(1002, "bbbb")

# Rows of the platform that a shop needs, and its jobs: one that a worker holds, one that waits.
PLATFORM_ROWS = """
    INSERT INTO tenants (id, slug, brand, user_id, operator, currency, timezone)
    VALUES (%(tenant_id)s, %(key)s, %(secret)s, %(tenant_id)s, %(secret)s, 'USD', 'Asia/Beirut');
    INSERT INTO chatbots (tenant_id, chatbot_id, agent_id, name)
    VALUES (%(tenant_id)s, %(chatbot_id)s, 'echo', %(secret)s);
    INSERT INTO senders (tenant_id, number, chatbot_id, base_url)
    VALUES (%(tenant_id)s, %(number)s, %(chatbot_id)s, %(secret)s);
    INSERT INTO template_owners (provider_id, tenant_id, number)
    VALUES (%(key)s, %(tenant_id)s, %(number)s);
    INSERT INTO template_syncs (tenant_id, number, next_at, synced_at)
    VALUES (%(tenant_id)s, %(number)s, %(at)s, %(at)s);
    INSERT INTO failed_sends (tenant_id, message_id, conversation_id, remedy, code, reason, at)
    VALUES (%(tenant_id)s, %(sending)s, %(conversation)s, 'look', %(key)s, %(secret)s, %(at)s);
    INSERT INTO tenant_vt (tenant_id, finish)
    VALUES (%(tenant_id)s, 1);
    INSERT INTO conversation_due (tenant_id, conversation_id, reply_since, delivery_since)
    VALUES (%(tenant_id)s, %(conversation)s, %(at)s, %(at)s);
    INSERT INTO media_due (tenant_id, message_id, conversation_id)
    VALUES (%(tenant_id)s, %(inbound)s, %(conversation)s);
    INSERT INTO notices_due (tenant_id, notice_id)
    VALUES (%(tenant_id)s, %(notice)s);
    INSERT INTO procrastinate_workers (id) OVERRIDING SYSTEM VALUE
    VALUES (%(worker_id)s);
    INSERT INTO procrastinate_jobs (id, queue_name, task_name, status, worker_id, lock, args)
    VALUES (%(job_id)s, 'turns', 'turn', 'doing', %(worker_id)s, 'conv:' || %(conversation)s,
            jsonb_build_object('tenant_id', %(tenant_id)s, 'conversation_id', %(conversation)s)),
           (%(job_id)s + 10, 'turns', 'turn', 'todo', NULL, 'conv:' || %(conversation)s,
            jsonb_build_object('tenant_id', %(tenant_id)s, 'conversation_id', %(conversation)s));
"""

# One entry for each walled table, in the order of their foreign keys.
WALLED_ROWS = {
    "shop_profiles": """
        INSERT INTO shop_profiles (about, delivery, policies, extra, catalogue_version)
        VALUES (%(secret)s, jsonb_build_object('area', %(secret)s),
                jsonb_build_object('payment', jsonb_build_object('text',
                    jsonb_build_object('en', %(secret)s))),
                jsonb_build_object('note', %(secret)s), 7)
    """,
    "shop_files": "INSERT INTO shop_files (document) VALUES (jsonb_build_object('about', %(secret)s))",
    "chatbot_profiles": """
        INSERT INTO chatbot_profiles (chatbot_id, persona, languages, settings)
        VALUES (%(chatbot_id)s, jsonb_build_object('name', %(secret)s),
                jsonb_build_object('main', %(secret)s), jsonb_build_object('note', %(secret)s))
    """,
    "products": """
        INSERT INTO products (sku, name, names, aliases, brand, category, summary, price_minor, currency,
                              details, image_url, images, stock, quantity)
        VALUES (%(key)s, %(secret)s, jsonb_build_object('ar', %(secret)s), ARRAY[%(secret)s], %(secret)s,
                %(secret)s, %(secret)s, 4500, 'USD', jsonb_build_object('size', %(secret)s), %(secret)s,
                ARRAY[%(secret)s], 'in', 3)
    """,
    "product_variants": """
        INSERT INTO product_variants (sku, variant, title, price_minor, options)
        VALUES (%(key)s, %(key)s, %(secret)s, 4500, jsonb_build_object('size', %(secret)s))
    """,
    "product_search": "INSERT INTO product_search (sku, ff) VALUES (%(key)s, to_tsvector('simple', %(secret)s))",
    "search_vocab": "INSERT INTO search_vocab (term, df) VALUES (%(secret)s, 1)",
    "search_dirty": "INSERT INTO search_dirty (sku) VALUES (%(key)s) ON CONFLICT DO NOTHING",
    "faqs": "INSERT INTO faqs (faq, question, answer) VALUES (%(key)s, %(secret)s, %(secret)s)",
    "contacts": """
        INSERT INTO contacts (id, phone, user_id, username, name)
        VALUES (%(contact)s, %(phone)s, %(key)s, %(secret)s, %(secret)s),
               (%(other_contact)s, NULL, NULL, %(secret)s, %(secret)s)
    """,
    "contact_identities": """
        INSERT INTO contact_identities (identity, contact_id)
        VALUES ('phone:' || %(phone)s, %(contact)s), ('user:' || %(key)s, %(other_contact)s)
    """,
    "conversations": """
        INSERT INTO conversations (id, chatbot_id, contact_id, sender, address, last_seq, last_inbound_seq,
                                   last_inbound_at, agent_state)
        VALUES (%(conversation)s, %(chatbot_id)s, %(contact)s, %(number)s, %(phone)s, 3, 1, %(at)s,
                jsonb_build_object('note', %(secret)s))
    """,
    "message_keys": "INSERT INTO message_keys (sender, provider_id) VALUES (%(number)s, %(key)s)",
    "messages": """
        INSERT INTO messages (id, created_at, conversation_id, seq, direction, author, kind, body, content,
                              provider_id, raw, turn_id, status)
        VALUES (%(inbound)s, %(at)s, %(conversation)s, 1, 'in', 'customer', 'text', %(secret)s,
                jsonb_build_object('text', %(secret)s), %(key)s,
                convert_to(%(secret)s, 'UTF8'), NULL, 'received'),
               (%(sending)s, %(at)s, %(conversation)s, 2, 'out', 'agent', 'text', %(secret)s,
                '{}', NULL, NULL, %(turn)s, 'sending'),
               (%(queued)s, %(at)s, %(conversation)s, 3, 'out', 'agent', 'text', %(secret)s,
                '{}', NULL, NULL, %(turn)s, 'queued')
    """,
    "outbox": """
        INSERT INTO outbox (conversation_id, seq, message_id, author, epoch, status, claimed_at, claimed_by)
        VALUES (%(conversation)s, 2, %(sending)s, 'agent', 0, 'unknown', %(at)s, %(worker_id)s),
               (%(conversation)s, 3, %(queued)s, 'agent', 0, 'queued', NULL, NULL)
    """,
    "turns": """
        INSERT INTO turns (id, at, conversation_id, from_seq, through_seq, outcome, answered_by, epoch, trace, story)
        VALUES (%(turn)s, %(at)s, %(conversation)s, 1, 1, 'answered', 'echo', 0,
                jsonb_build_object('note', %(secret)s), jsonb_build_object('note', %(secret)s))
    """,
    "model_spend": """
        INSERT INTO model_spend (day, model, requests, tokens_in, tokens_out, cost_microusd, unpriced)
        VALUES (%(at)s::date, %(secret)s, 1, 2, 3, 4, 0)
    """,
    "actions": """
        INSERT INTO actions (id, conversation_id, kind, source, reason)
        VALUES (%(action)s, %(conversation)s, 'handoff', 'seq:1', %(secret)s)
    """,
    "facts": """
        INSERT INTO facts (kind, actor, conversation_id, subject_id, data)
        VALUES ('TurnAnswered', 'agent:echo', %(conversation)s, %(turn)s,
                jsonb_build_object('note', %(secret)s))
    """,
    "blobs": """
        INSERT INTO blobs (sha256, media_type, size, data)
        VALUES (sha256(convert_to(%(secret)s, 'UTF8')), 'image/jpeg', octet_length(%(secret)s),
                convert_to(%(secret)s, 'UTF8'))
    """,
    "media": """
        INSERT INTO media (message_id, message_at, conversation_id, sender, kind, url, status, sha256)
        VALUES (%(inbound)s, %(at)s, %(conversation)s, %(number)s, 'image', %(secret)s, 'stored',
                sha256(convert_to(%(secret)s, 'UTF8')))
    """,
    "templates": """
        INSERT INTO templates (number, name, language, provider_id, status, category, quality, reason, structure)
        VALUES (%(number)s, %(key)s, 'en', %(key)s, 'APPROVED', 'UTILITY', 'HIGH', %(secret)s,
                jsonb_build_object('body', %(secret)s))
    """,
    "orders": """
        INSERT INTO orders (id, at, conversation_id, contact_id, source, currency, note, status, number,
                            subtotal_minor, discount_minor, total_minor, code, details)
        VALUES (%(order)s, %(at)s, %(conversation)s, %(contact)s, 'message:' || %(inbound)s, 'USD', %(secret)s, 'new',
                1001, 9000, 0, 9000, %(secret)s, jsonb_build_object('city', %(secret)s))
    """,
    "order_lines": """
        INSERT INTO order_lines (order_id, order_at, position, sku, title, quantity, price_minor, list_price_minor,
                                 total_minor, taken_from)
        VALUES (%(order)s, %(at)s, 1, %(key)s, %(secret)s, 2, 4500, 4500, 9000, 'product')
    """,
    "order_counters": "INSERT INTO order_counters (last) VALUES (1001)",
    "order_keys": """
        INSERT INTO order_keys (number, order_id, order_at, quote_id, conversation_id, from_seq)
        VALUES (1001, %(order)s, %(at)s, %(quote)s, %(conversation)s, 1)
    """,
    "quotes": """
        INSERT INTO quotes (id, conversation_id, seq, at, expires_at, currency, subtotal_minor, discount_minor,
                            total_minor, code, city, catalogue_version, lines)
        VALUES (%(quote)s, %(conversation)s, 1, %(at)s, '9999-01-01 00:00Z', 'USD', 9000, 0, 9000, %(secret)s,
                %(secret)s, 7,
                jsonb_build_array(jsonb_build_object('sku', %(key)s, 'variant', NULL, 'title', %(secret)s,
                    'quantity', 2, 'list_unit', 4500, 'unit', 4500, 'total', 9000)))
    """,
    "notices": """
        INSERT INTO notices (id, at, event, subject_id, conversation_id, told)
        VALUES (%(notice)s, %(at)s, 'waiting', %(action)s, %(conversation)s, jsonb_build_object('email', %(secret)s))
    """,
    "referrals": """
        INSERT INTO referrals (conversation_id, provider_id, source_type, source_id, source_url, click_id, headline,
                               body)
        VALUES (%(conversation)s, %(key)s, 'AD', %(key)s, %(secret)s, %(key)s, %(secret)s, %(secret)s)
    """,
}


def move_in(admin_url: str, twin: Twin) -> None:
    """Writes everything that the shop has, through the walls."""
    names = (
        "secret",
        "key",
        "chatbot_id",
        "number",
        "phone",
        "job_id",
        "worker_id",
        "contact",
        "other_contact",
    )
    more = ("conversation", "inbound", "sending", "queued", "turn", "action", "order", "quote", "notice")
    values: dict[str, Any] = (
        asdict(twin) | {name: getattr(twin, name) for name in (*names, *more)} | {"at": AT}
    )
    # A client cursor writes values into the text, which lets one string hold several statements.
    with psycopg.connect(admin_url, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(PLATFORM_ROWS, values)
        connection.execute(f"SET LOCAL app.tenant_id = '{twin.tenant_id}'")
        for statement in WALLED_ROWS.values():
            connection.execute(statement, values)  # type: ignore[arg-type]
