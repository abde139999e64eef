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

-- Files of customers that are still to be fetched: a row as long as somebody should try. The sweep reads this.
CREATE TABLE media_due (
    tenant_id        bigint NOT NULL REFERENCES tenants (id),
    message_id       uuid NOT NULL,
    conversation_id  uuid NOT NULL,
    since            timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, message_id)
);

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

-- What to do about a failure that was reported before its message was known.
ALTER TABLE stray_receipts
    ADD COLUMN remedy text;

-- Messages that were refused, by a report or at once, and for which nothing has been done yet. A delivery job of the
-- conversation does it and takes the row away; the sweep rings where that job was lost.
CREATE TABLE failed_sends (
    tenant_id        bigint NOT NULL REFERENCES tenants (id),
    message_id       uuid NOT NULL,
    conversation_id  uuid NOT NULL,
    remedy           text NOT NULL,
    code             text,
    reason           text,
    at               timestamptz NOT NULL,
    noted_at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, message_id)
);
CREATE INDEX failed_sends_conversation ON failed_sends (tenant_id, conversation_id);

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

-- A message that was submitted anew, under an id of its own, in place of one that failed, and the epoch under which
-- it was written: nothing is submitted anew behind a person's back. A message that the customer took back has no words
-- any more.
ALTER TABLE messages
    ADD COLUMN retry_of    uuid,
    ADD COLUMN epoch       integer,
    ADD COLUMN deleted_at  timestamptz;

-- Bytes, once for each shop that has them, named by what they are.
CREATE TABLE blobs (
    tenant_id   bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    sha256      bytea NOT NULL CHECK (octet_length(sha256) = 32),
    media_type  text NOT NULL,
    size        integer NOT NULL CHECK (size >= 0),
    data        bytea NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, sha256)
);
CREATE INDEX blobs_age ON blobs (tenant_id, created_at);
-- Pictures and voice are compressed already; and a part of what is not compressed is read without reading the rest.
ALTER TABLE blobs ALTER COLUMN data SET STORAGE EXTERNAL;

-- A file that a message came with. The provider's link expires: it is fetched soon after the message was stored.
-- forgotten: it was here, and was kept for as long as files are kept.
CREATE TABLE media (
    tenant_id        bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    message_id       uuid NOT NULL,
    message_at       timestamptz NOT NULL,
    conversation_id  uuid NOT NULL,
    sender           text NOT NULL,
    kind             text NOT NULL,
    url              text NOT NULL,
    status           text NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'stored', 'refused', 'gone',
                         'forgotten')),
    reason           text,
    attempts         integer NOT NULL DEFAULT 0,
    sha256           bytea,
    created_at       timestamptz NOT NULL DEFAULT now(),
    settled_at       timestamptz,
    PRIMARY KEY (tenant_id, message_id, message_at),
    CHECK ((status = 'stored') = (sha256 IS NOT NULL))
);
CREATE INDEX media_blob ON media (tenant_id, sha256);
CREATE INDEX media_waiting ON media (tenant_id, created_at) WHERE status = 'waiting';
CREATE INDEX media_stored ON media (tenant_id, created_at) WHERE status = 'stored';

-- What the planner should believe of both while they are empty, as in 0001: their keys find one row of very many.
SET LOCAL default_statistics_target = 5;
INSERT INTO blobs (tenant_id, sha256, media_type, size, data, created_at)
SELECT -t, sha256(convert_to(n::text, 'UTF8')), 'image/jpeg', 0, '', now() - make_interval(mins => n)
FROM generate_series(1, 40) AS t, generate_series(1, 100) AS n;
INSERT INTO media (tenant_id, message_id, message_at, conversation_id, sender, kind, url, status, sha256, created_at)
SELECT tenant_id, gen_random_uuid(), created_at, gen_random_uuid(), '1', 'image', 'none', 'stored', sha256, created_at
FROM blobs;
INSERT INTO media (tenant_id, message_id, message_at, conversation_id, sender, kind, url, created_at)
SELECT tenant_id, gen_random_uuid(), created_at, gen_random_uuid(), '1', 'image', 'none', created_at
FROM blobs;
ANALYZE blobs, media;
SAVEPOINT learnt;
TRUNCATE blobs, media;
RELEASE SAVEPOINT learnt;
RESET default_statistics_target;
-- Nothing is there to be checked, but the check looks through the wall of conversations, which asks for a shop.
SET LOCAL app.tenant_id = '0';
ALTER TABLE blobs ADD FOREIGN KEY (tenant_id) REFERENCES tenants (id);
ALTER TABLE media
    ADD FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id),
    ADD FOREIGN KEY (tenant_id, sha256) REFERENCES blobs (tenant_id, sha256);
RESET app.tenant_id;

-- A message with a file: what is to be fetched, that it is due, and a ring, in the statement that stores the message.
-- Of any other message only the condition is looked at, so that text costs nothing more.
CREATE FUNCTION expect_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO media (tenant_id, message_id, message_at, conversation_id, sender, kind, url)
    SELECT c.tenant_id, NEW.id, NEW.created_at, c.id, c.sender, NEW.kind, coalesce(NEW.content ->> 'url', '')
    FROM conversations AS c
    WHERE (c.tenant_id, c.id) = (NEW.tenant_id, NEW.conversation_id);
    INSERT INTO media_due (tenant_id, message_id, conversation_id)
    VALUES (NEW.tenant_id, NEW.id, NEW.conversation_id);
    PERFORM ring_media(NEW.tenant_id, NEW.id, NEW.conversation_id);
    RETURN NULL;
END $$;
CREATE TRIGGER expect_file AFTER INSERT ON messages FOR EACH ROW
    WHEN (NEW.direction = 'in' AND NEW.kind IN ('image', 'voice', 'audio', 'video', 'document', 'sticker'))
    EXECUTE FUNCTION expect_file();

-- Rings for one file in the caller's transaction, now or at a time. Ids only, as every ring.
CREATE FUNCTION ring_media(_tenant bigint, _message uuid, _conversation uuid, _at timestamptz DEFAULT NULL)
    RETURNS bigint[] LANGUAGE sql AS $$
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW('media', 'media', 0, 'media:' || _message, NULL,
            jsonb_build_object('tenant_id', _tenant, 'message_id', _message, 'conversation_id', _conversation),
            _at)::procrastinate_job_to_defer_v1])
$$;

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
