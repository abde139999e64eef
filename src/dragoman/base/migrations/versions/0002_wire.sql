-- The wire, whole: files in and out, templates, carts, where a customer came from, and what paces sends.
-- The rules of the schema are those of 0001.

-- ---------------------------------------------------------------- platform tables: read across tenants, on purpose

-- How the provider proves itself for one number (sealed), what the account calls it, and whether it may send: a number
-- that was stopped for an account's problem sends nothing until the operator starts it again.
ALTER TABLE senders
    ADD COLUMN sealed_webhook_secret  bytea,
    ADD COLUMN entity_id              text,
    ADD COLUMN application_id         text,
    ADD COLUMN stopped_at             timestamptz,
    ADD COLUMN stopped_reason         text;

-- Which numbers have a template of this id: its events name neither number nor shop. Several numbers of one business
-- account share their templates.
CREATE TABLE template_owners (
    provider_id  text NOT NULL,
    tenant_id    bigint NOT NULL,
    number       text NOT NULL,
    PRIMARY KEY (provider_id, tenant_id, number),
    FOREIGN KEY (tenant_id, number) REFERENCES senders (tenant_id, number) ON DELETE CASCADE
);
CREATE INDEX template_owners_number ON template_owners (tenant_id, number);

-- When a number's templates are asked for next, and how it went last: a number without a row was never asked about.
CREATE TABLE template_syncs (
    tenant_id  bigint NOT NULL,
    number     text NOT NULL,
    next_at    timestamptz NOT NULL,
    tried_at   timestamptz NOT NULL DEFAULT now(),
    synced_at  timestamptz,
    problem    text,
    PRIMARY KEY (tenant_id, number),
    FOREIGN KEY (tenant_id, number) REFERENCES senders (tenant_id, number) ON DELETE CASCADE
);

-- ---------------------------------------------------------------------------------- walled tables: one shop each

-- Whether messages reach the contact at all, and whether he wants the shop's advertising.
ALTER TABLE contacts
    ADD COLUMN unreachable_at      timestamptz,
    ADD COLUMN unreachable_reason  text,
    ADD COLUMN marketing           text CHECK (marketing IN ('stopped', 'resumed')),
    ADD COLUMN marketing_at        timestamptz;

-- WhatsApp paces messages to one customer: the moment until which the allowance is used up (a leaky bucket's level).
ALTER TABLE conversations
    ADD COLUMN paced_until  timestamptz NOT NULL DEFAULT '2000-01-01 00:00Z';

-- A message that was submitted anew, under an id of its own, in place of one that failed.
ALTER TABLE messages
    ADD COLUMN retry_of  uuid;

-- Bytes, once for each shop that has them, named by what they are.
CREATE TABLE blobs (
    tenant_id   bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint REFERENCES tenants (id),
    sha256      bytea NOT NULL CHECK (octet_length(sha256) = 32),
    media_type  text NOT NULL,
    size        integer NOT NULL CHECK (size >= 0),
    data        bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, sha256)
);
-- Pictures and voice are compressed already.
ALTER TABLE blobs ALTER COLUMN data SET STORAGE EXTERNAL;

-- A file that a message came with. The provider's link expires: it is fetched soon after the message was stored.
CREATE TABLE media (
    tenant_id        bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    message_id       uuid NOT NULL,
    message_at       timestamptz NOT NULL,
    conversation_id  uuid NOT NULL,
    sender           text NOT NULL,
    kind             text NOT NULL,
    url              text NOT NULL,
    status           text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'stored', 'refused', 'gone')),
    reason           text,
    sha256           bytea,
    created_at       timestamptz NOT NULL DEFAULT now(),
    settled_at       timestamptz,
    PRIMARY KEY (tenant_id, message_id, message_at),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id),
    FOREIGN KEY (tenant_id, sha256) REFERENCES blobs (tenant_id, sha256),
    CHECK ((status = 'stored') = (sha256 IS NOT NULL))
);
CREATE INDEX media_blob ON media (tenant_id, sha256);

CREATE TABLE templates (
    tenant_id      bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    number         text NOT NULL,
    name           text NOT NULL,
    language       text NOT NULL,
    provider_id    text,
    status         text NOT NULL,
    category       text,
    quality        text,
    reason         text,
    structure      jsonb NOT NULL DEFAULT '{}',
    synced_at      timestamptz NOT NULL DEFAULT now(),
    changed_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, number, name, language),
    FOREIGN KEY (tenant_id, number) REFERENCES senders (tenant_id, number) ON DELETE CASCADE
);

-- An order: for now a draft, from a cart that a customer sent. Prices are the catalogue's; what the cart said of them
-- is kept beside.
CREATE TABLE orders (
    tenant_id        bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    at               timestamptz NOT NULL DEFAULT now(),
    conversation_id  uuid NOT NULL,
    contact_id       uuid NOT NULL,
    status           text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft')),
    source           text NOT NULL,
    currency         text NOT NULL,
    note             text,
    PRIMARY KEY (tenant_id, id, at),
    UNIQUE (tenant_id, source, at),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id),
    FOREIGN KEY (tenant_id, contact_id) REFERENCES contacts (tenant_id, id)
);
CREATE INDEX orders_conversation ON orders (tenant_id, conversation_id);

CREATE TABLE order_lines (
    tenant_id         bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    order_id          uuid NOT NULL,
    order_at          timestamptz NOT NULL,
    position          integer NOT NULL,
    sku               text NOT NULL,
    title             text,
    quantity          integer NOT NULL CHECK (quantity > 0),
    price_minor       bigint CHECK (price_minor >= 0),
    cart_price_minor  bigint,
    cart_currency     text,
    PRIMARY KEY (tenant_id, order_id, order_at, position),
    FOREIGN KEY (tenant_id, order_id, order_at) REFERENCES orders (tenant_id, id, at) ON DELETE CASCADE
);

-- The advertisement or post that a conversation came from: ids, addresses and the advertiser's own words.
CREATE TABLE referrals (
    tenant_id        bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    at               timestamptz NOT NULL DEFAULT now(),
    conversation_id  uuid NOT NULL,
    provider_id      text NOT NULL,
    source_type      text,
    source_id        text,
    source_url       text,
    click_id         text,
    headline         text,
    body             text,
    PRIMARY KEY (tenant_id, id, at),
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id)
);
CREATE INDEX referrals_conversation ON referrals (tenant_id, conversation_id);

DO $$
DECLARE walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['blobs', 'media', 'templates', 'orders', 'order_lines', 'referrals']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY tenant_wall ON %I
            USING (tenant_id = current_setting(''app.tenant_id'')::bigint)
            WITH CHECK (tenant_id = current_setting(''app.tenant_id'')::bigint)', walled);
    END LOOP;
END $$;
