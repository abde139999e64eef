-- Telling the shop: of a new order, of a customer who waits for a person. The rules of the schema are those of 0001.

-- Notices that are still to be told: a row as long as somebody should try. The sweep reads this.
CREATE TABLE notices_due (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    notice_id  uuid NOT NULL,
    since      timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (tenant_id, notice_id)
);

-- What the shop is told, and how that went with each of those who are told: {target: {status, at, reason}}.
CREATE TABLE notices (
    tenant_id        bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint REFERENCES tenants (id),
    id               uuid NOT NULL DEFAULT gen_random_uuid(),
    at               timestamptz NOT NULL DEFAULT now(),
    event            text NOT NULL CHECK (event IN ('order', 'waiting', 'question')),
    subject_id       uuid NOT NULL,
    conversation_id  uuid,
    attempts         integer NOT NULL DEFAULT 0,
    told             jsonb NOT NULL DEFAULT '{}',
    settled_at       timestamptz,
    PRIMARY KEY (tenant_id, id, at)
);
CREATE INDEX notices_at ON notices (tenant_id, at);

-- Rings for one notice in the caller's transaction, now or at a time. Ids only, as every ring.
CREATE FUNCTION ring_notice(_tenant bigint, _notice uuid, _at timestamptz DEFAULT NULL)
    RETURNS bigint[] LANGUAGE sql AS $$
    SELECT procrastinate_defer_jobs_v1(ARRAY[
        ROW('outbound', 'notice', 0, 'notice:' || _notice, NULL,
            jsonb_build_object('tenant_id', _tenant, 'notice_id', _notice), _at)::procrastinate_job_to_defer_v1])
$$;

-- In the transaction in which it happens: that the shop is to be told, and a ring. A shop that wants nobody told pays
-- one look at its profile.
CREATE FUNCTION tell_shop(_event text, _subject uuid, _conversation uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    told uuid;
    shop bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM shop_profiles
                   WHERE tenant_id = current_setting('app.tenant_id')::bigint AND extra ? 'notify') THEN
        RETURN;
    END IF;
    INSERT INTO notices (event, subject_id, conversation_id)
    VALUES (_event, _subject, _conversation)
    RETURNING id, tenant_id INTO told, shop;
    INSERT INTO notices_due (tenant_id, notice_id) VALUES (shop, told);
    PERFORM ring_notice(shop, told);
END $$;

CREATE FUNCTION tell_of_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_shop('order', NEW.subject_id, NEW.conversation_id);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_order AFTER INSERT ON facts FOR EACH ROW
    WHEN (NEW.kind = 'OrderPlaced' AND NEW.subject_id IS NOT NULL)
    EXECUTE FUNCTION tell_of_order();

CREATE FUNCTION tell_of_action() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tell_shop(CASE NEW.kind WHEN 'handoff' THEN 'waiting' ELSE 'question' END, NEW.id, NEW.conversation_id);
    RETURN NULL;
END $$;
CREATE TRIGGER tell_of_action AFTER INSERT ON actions FOR EACH ROW
    WHEN (NEW.status = 'open' AND NEW.kind NOT IN ('order', 'notice_failed'))
    EXECUTE FUNCTION tell_of_action();
CREATE TRIGGER tell_of_action_again AFTER UPDATE OF status ON actions FOR EACH ROW
    WHEN (OLD.status = 'done' AND NEW.status = 'open' AND NEW.kind NOT IN ('order', 'notice_failed'))
    EXECUTE FUNCTION tell_of_action();

ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
ALTER TABLE notices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON notices
    USING (tenant_id = current_setting('app.tenant_id')::bigint)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);
