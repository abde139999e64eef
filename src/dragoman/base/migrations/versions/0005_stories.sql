-- The story of a turn, and what models cost. The rules of the schema are those of 0001.

-- Everything about how an answer came about that holds words of a customer or an agent: what was read, each call of a
-- tool, what the guard said, which models were asked. It goes when the conversation is erased; trace stays, with what
-- models used.
ALTER TABLE turns
    ADD COLUMN story jsonb NOT NULL DEFAULT '{}';

-- What staff want the agent to heed in this one conversation.
ALTER TABLE conversations
    ADD COLUMN instructions text;

-- What each shop's models used in a day (UTC). unpriced: requests of models whose rates nobody knows.
CREATE TABLE model_spend (
    tenant_id      bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint REFERENCES tenants (id),
    day            date NOT NULL,
    model          text NOT NULL,
    requests       bigint NOT NULL,
    tokens_in      bigint NOT NULL,
    tokens_out     bigint NOT NULL,
    cost_microusd  bigint NOT NULL,
    unpriced       bigint NOT NULL,
    PRIMARY KEY (tenant_id, day, model)
);

ALTER TABLE model_spend ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_spend FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON model_spend
    USING (tenant_id = current_setting('app.tenant_id')::bigint)
    WITH CHECK (tenant_id = current_setting('app.tenant_id')::bigint);
