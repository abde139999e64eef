-- Orders: quotes, numbers, the customers' details, the life of an order. The rules of the schema are those of 0001.

-- A draft has neither number nor totals of its own. What was ordered is kept as it was agreed: the lines with their
-- totals, what a code took off, the delivery fee (NULL: a person tells it) and the details that the shop asked for.
ALTER TABLE orders
    DROP CONSTRAINT orders_status_check,
    ADD COLUMN number             bigint,
    ADD COLUMN subtotal_minor     bigint CHECK (subtotal_minor >= 0),
    ADD COLUMN discount_minor     bigint CHECK (discount_minor >= 0),
    ADD COLUMN delivery_minor     bigint CHECK (delivery_minor >= 0),
    ADD COLUMN total_minor        bigint CHECK (total_minor >= 0),
    ADD COLUMN code               text,
    ADD COLUMN details            jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN confirmed_by       uuid,
    ADD COLUMN catalogue_version  bigint,
    ADD COLUMN status_at          timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN cancelled_in       bigint,
    ADD CONSTRAINT orders_status_check CHECK (status IN ('draft', 'new', 'confirmed', 'packed', 'on_the_way',
                                                         'delivered', 'cancelled')),
    ADD CONSTRAINT orders_are_counted CHECK (status IN ('draft', 'cancelled')
                                             OR (number IS NOT NULL AND subtotal_minor IS NOT NULL
                                                 AND discount_minor IS NOT NULL AND total_minor IS NOT NULL));
CREATE INDEX orders_contact ON orders (tenant_id, contact_id, at);
CREATE INDEX orders_at ON orders (tenant_id, at);

-- price_minor is what a piece costs, offers included; NULL where the line is a bundle that does not divide, or, in a
-- draft, where nothing is settled. taken_from: whose counted pieces these are, to be put back if the order is cancelled.
ALTER TABLE order_lines
    ADD COLUMN variant           text,
    ADD COLUMN list_price_minor  bigint CHECK (list_price_minor >= 0),
    ADD COLUMN total_minor       bigint CHECK (total_minor >= 0),
    ADD COLUMN taken_from        text CHECK (taken_from IN ('product', 'variant'));

-- The last number that the shop gave to an order.
CREATE TABLE order_counters (
    tenant_id  bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint REFERENCES tenants (id),
    last       bigint NOT NULL,
    PRIMARY KEY (tenant_id)
);

-- What makes an order the only one, for ever: its number, the quote that it came of, and the place in the conversation
-- from which on the customer's messages were answered when it was placed (the same however often the turn is tried).
CREATE TABLE order_keys (
    tenant_id        bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    number           bigint NOT NULL,
    order_id         uuid NOT NULL,
    order_at         timestamptz NOT NULL,
    quote_id         uuid,
    conversation_id  uuid,
    from_seq         bigint,
    PRIMARY KEY (tenant_id, number),
    UNIQUE (tenant_id, quote_id),
    UNIQUE (tenant_id, conversation_id, from_seq),
    FOREIGN KEY (tenant_id, order_id, order_at) REFERENCES orders (tenant_id, id, at) ON DELETE CASCADE
);

-- What a customer was quoted. seq: everything up to it was said before; only what is said after it can show the quote,
-- and only what the customer writes after that can confirm it. A conversation's old ones go when it gets a new one.
CREATE TABLE quotes (
    tenant_id          bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    id                 uuid NOT NULL,
    conversation_id    uuid NOT NULL,
    seq                bigint NOT NULL,
    at                 timestamptz NOT NULL,
    expires_at         timestamptz NOT NULL,
    currency           text NOT NULL,
    subtotal_minor     bigint NOT NULL CHECK (subtotal_minor >= 0),
    discount_minor     bigint NOT NULL CHECK (discount_minor >= 0),
    delivery_minor     bigint CHECK (delivery_minor >= 0),
    total_minor        bigint NOT NULL CHECK (total_minor >= 0),
    code               text,
    city               text,
    catalogue_version  bigint NOT NULL,
    lines              jsonb NOT NULL,
    FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id)
);
CREATE INDEX quotes_conversation ON quotes (tenant_id, conversation_id, expires_at);
-- After the other index, for the reason that 0001 gives at outbox.
ALTER TABLE quotes ADD PRIMARY KEY (tenant_id, id);

-- Two contacts that turn out to be one person: the orders are that person's.
CREATE FUNCTION orders_follow_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE orders SET contact_id = NEW.merged_into WHERE contact_id = NEW.id;
    RETURN NULL;
END $$;
CREATE TRIGGER orders_follow_contact AFTER UPDATE OF merged_into ON contacts FOR EACH ROW
    WHEN (NEW.merged_into IS NOT NULL AND NEW.merged_into IS DISTINCT FROM OLD.merged_into)
    EXECUTE FUNCTION orders_follow_contact();

DO $$
DECLARE walled text;
BEGIN
    FOREACH walled IN ARRAY ARRAY['order_counters', 'order_keys', 'quotes']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', walled);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', walled);
        EXECUTE format('CREATE POLICY tenant_wall ON %I
            USING (tenant_id = current_setting(''app.tenant_id'')::bigint)
            WITH CHECK (tenant_id = current_setting(''app.tenant_id'')::bigint)', walled);
    END LOOP;
END $$;
