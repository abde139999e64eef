-- Finding products. The rules of the schema are those of 0001.
--
-- What is written here is made from the products (catalogue/search/terms.py) and can be made again at any time.
-- Row security hides an index from any operator that may leak what it compares, and text search has no other. So both
-- tables below have their wall for the application, but not for their owner, and one function of that owner searches
-- them: it takes the shop from the transaction itself, and is all that sees them without the wall.

CREATE EXTENSION IF NOT EXISTS btree_gin;

-- What each product on sale is found by: words, sounds ("~"), meanings ("#"), its SKU ("$"), labelled by where they stand.
CREATE TABLE product_search (
    tenant_id  bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    sku        text NOT NULL,
    ff         tsvector NOT NULL,
    PRIMARY KEY (tenant_id, sku),
    FOREIGN KEY (tenant_id, sku) REFERENCES products (tenant_id, sku) ON DELETE CASCADE
) PARTITION BY HASH (tenant_id);

-- In how many of the shop's products each term stands. Changed by differences only, so that two who edit products
-- meet on a row only where both add or take away the same word.
CREATE TABLE search_vocab (
    tenant_id  bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint REFERENCES tenants (id),
    term       text NOT NULL,
    df         integer NOT NULL,
    PRIMARY KEY (tenant_id, term)
) PARTITION BY HASH (tenant_id);

-- Products whose words have changed since they were indexed; whoever searches or writes next indexes them.
CREATE TABLE search_dirty (
    tenant_id  bigint NOT NULL DEFAULT current_setting('app.tenant_id')::bigint,
    sku        text NOT NULL,
    PRIMARY KEY (tenant_id, sku),
    FOREIGN KEY (tenant_id, sku) REFERENCES products (tenant_id, sku) ON DELETE CASCADE
);
ALTER TABLE search_dirty SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 500);

-- A shop's rows stand in one of eight parts, so that a word's list holds an eighth of all shops and not all of them.
-- Candidates are looked into one by one: they stay in the row, as they are, and are not unpacked for each word.
DO $$
DECLARE part text;
BEGIN
    FOR n IN 0 .. 7 LOOP
        EXECUTE format('CREATE TABLE product_search_%s PARTITION OF product_search
            FOR VALUES WITH (MODULUS 8, REMAINDER %s)', n, n);
        EXECUTE format('ALTER TABLE product_search_%s SET (toast_tuple_target = 8160)', n);
        EXECUTE format('ALTER TABLE product_search_%s ALTER COLUMN ff SET STORAGE EXTERNAL', n);
        EXECUTE format('CREATE TABLE search_vocab_%s PARTITION OF search_vocab
            FOR VALUES WITH (MODULUS 8, REMAINDER %s)', n, n);
        FOREACH part IN ARRAY ARRAY['product_search_' || n, 'search_vocab_' || n] LOOP
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
            EXECUTE format('CREATE POLICY tenant_wall ON %I
                USING (tenant_id = current_setting(''app.tenant_id'')::bigint)
                WITH CHECK (tenant_id = current_setting(''app.tenant_id'')::bigint)', part);
        END LOOP;
    END LOOP;
    FOREACH part IN ARRAY ARRAY['product_search', 'search_vocab', 'search_dirty'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('CREATE POLICY tenant_wall ON %I
            USING (tenant_id = current_setting(''app.tenant_id'')::bigint)
            WITH CHECK (tenant_id = current_setting(''app.tenant_id'')::bigint)', part);
    END LOOP;
END $$;
ALTER TABLE search_dirty FORCE ROW LEVEL SECURITY;

CREATE INDEX product_search_terms ON product_search USING gin (tenant_id, ff);
-- Words only: no numbers, and nothing that begins with a mark. The condition stands in the function to the letter.
CREATE INDEX search_vocab_words ON search_vocab USING gin (tenant_id, term gin_trgm_ops)
    WHERE term !~ '^[-0-9~_#$=]';

-- ------------------------------------------------------------------------------------- what makes products dirty

-- Whoever writes products need not know of search: what changed in words is noted here, a price or a stock is not.
CREATE FUNCTION note_product_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO search_dirty (tenant_id, sku) SELECT tenant_id, sku FROM present ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO search_dirty (tenant_id, sku)
        SELECT n.tenant_id, n.sku
        FROM present AS n
        JOIN past AS o ON (o.tenant_id, o.sku) = (n.tenant_id, n.sku)
        WHERE (n.name, n.names, n.aliases, n.brand, n.category, n.summary, n.summaries, n.details,
               n.active)
              IS DISTINCT FROM (o.name, o.names, o.aliases, o.brand, o.category, o.summary, o.summaries, o.details,
                                 o.active)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER note_product_words_new AFTER INSERT ON products REFERENCING NEW TABLE AS present
    FOR EACH STATEMENT EXECUTE FUNCTION note_product_words();
CREATE TRIGGER note_product_words_changed AFTER UPDATE ON products REFERENCING OLD TABLE AS past NEW TABLE AS present
    FOR EACH STATEMENT EXECUTE FUNCTION note_product_words();

CREATE FUNCTION note_variant_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO search_dirty (tenant_id, sku)
        SELECT DISTINCT tenant_id, sku FROM present ON CONFLICT DO NOTHING;
    ELSIF TG_OP = 'UPDATE' THEN
        INSERT INTO search_dirty (tenant_id, sku)
        SELECT DISTINCT n.tenant_id, n.sku
        FROM present AS n
        JOIN past AS o ON (o.tenant_id, o.sku, o.variant) = (n.tenant_id, n.sku, n.variant)
        WHERE n.title IS DISTINCT FROM o.title
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO search_dirty (tenant_id, sku)
        SELECT DISTINCT p.tenant_id, p.sku
        FROM past AS o
        JOIN products AS p ON (p.tenant_id, p.sku) = (o.tenant_id, o.sku)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER note_variant_words_new AFTER INSERT ON product_variants REFERENCING NEW TABLE AS present
    FOR EACH STATEMENT EXECUTE FUNCTION note_variant_words();
CREATE TRIGGER note_variant_words_changed AFTER UPDATE ON product_variants
    REFERENCING OLD TABLE AS past NEW TABLE AS present FOR EACH STATEMENT EXECUTE FUNCTION note_variant_words();
CREATE TRIGGER note_variant_words_gone AFTER DELETE ON product_variants REFERENCING OLD TABLE AS past
    FOR EACH STATEMENT EXECUTE FUNCTION note_variant_words();

-- The shop's own synonyms are part of what its products are found by.
CREATE FUNCTION note_synonyms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_dirty (tenant_id, sku)
    SELECT tenant_id, sku FROM products WHERE tenant_id = NEW.tenant_id AND active ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER note_synonyms AFTER UPDATE ON shop_profiles FOR EACH ROW
    WHEN (OLD.extra -> 'search' IS DISTINCT FROM NEW.extra -> 'search') EXECUTE FUNCTION note_synonyms();

-- ------------------------------------------------------------------------------------------------- the function

-- The products of the transaction's shop that fit a query (catalogue/search/query.py says what is in it), best first.
--
-- A word counts by how few of the shop's products have it. Its alternatives (other forms, how it sounds, what it may be
-- a slip of) count as much as the word itself would, times how sure they are: a rare sound is not worth more than the
-- word. What means one thing, a concept and its words, counts once. Coverage is the part of what was asked for that a
-- product explains, 0 to 1; of what nobody has, a known thing counts most, so that it is not sold here.
--
-- Candidates: all that have any of it where these are few; else those that have everything, then all but one, then the
-- rarest of it, until enough are found and the best of them explains most.
CREATE FUNCTION search_products(_query jsonb, _limit integer)
    RETURNS TABLE (sku text, score double precision, coverage double precision)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET plan_cache_mode = force_custom_plan
    SET enable_bitmapscan = on
    SET enable_seqscan = off
    SET jit = off
AS $$
DECLARE
    _tenant constant bigint := current_setting('app.tenant_id')::bigint;
    _enough constant integer := 3000;   -- candidates that may be looked into one by one
    _size double precision;             -- how many products the shop has
    _absent double precision;           -- what a word weighs that none of them has
    _q tsquery[]; _w double precision[]; _s integer[]; _g integer[]; _c boolean[];
    _slot integer[]; _slot_idf double precision[];
    _group integer[]; _factor double precision[]; _ideal double precision[]; _alone double precision[];
    _any tsquery[]; _df bigint[];       -- of each group that anything fits: rarest first
    _tries tsquery[] := '{}';
    _try tsquery; _part tsquery; _seen bigint := 0;
    _skus text[] := '{}'; _scores double precision[] := '{}'; _covers double precision[] := '{}';
    _found integer := 0; _best double precision := 0;
    _row record;
BEGIN
    SELECT coalesce(max(v.df), 0) INTO _size FROM search_vocab AS v WHERE v.tenant_id = _tenant AND v.term = _query ->> 'mark';
    _absent := least(ln(_size + 10), 6.5);

    -- Alternatives that the shop has, and how much each word and each thing counts.
    WITH asked AS (
        SELECT a.t, max(a.w) AS w, a.s, a.g, a.c
        FROM jsonb_to_recordset(_query -> 'terms') AS a (t text, w double precision, s integer, g integer, c boolean)
        GROUP BY a.t, a.s, a.g, a.c
    ), known AS (
        SELECT a.*, v.df
        FROM asked AS a JOIN search_vocab AS v ON v.tenant_id = _tenant AND v.term = a.t
        WHERE v.df > 0
    ), guessed AS (
        SELECT v.term AS t, 0.1 + 0.85 * v.alike AS w, f.s, f.g, false AS c, v.df
        FROM jsonb_to_recordset(_query -> 'fuzzy') AS f (t text, s integer, g integer)
        CROSS JOIN LATERAL (
            SELECT y.term, y.df, similarity(y.term, f.t)::double precision AS alike
            FROM search_vocab AS y
            WHERE y.tenant_id = _tenant AND y.term % f.t AND y.term !~ '^[-0-9~_#$=]' AND y.df > 0
              -- A slip leaves a word about as long as it was, and seldom is its first letter.
              AND abs(length(y.term) - length(f.t)) <= 2
              AND similarity(y.term, f.t) >= CASE WHEN left(y.term, 1) = left(f.t, 1) THEN 0.35 ELSE 0.55 END
            ORDER BY 3 DESC, 1 LIMIT 5) AS v
        WHERE NOT EXISTS (SELECT FROM known AS k WHERE k.s = f.s AND k.w >= 0.95)
    ), alternatives AS (
        SELECT u.t, max(u.w) AS w, u.s, u.g, u.c, max(u.df) AS df
        FROM (SELECT * FROM known UNION ALL SELECT * FROM guessed) AS u
        GROUP BY u.t, u.s, u.g, u.c
    ), weighed AS (
        SELECT a.*, ln((_size + 10) / (CASE WHEN a.c THEN a.df
                 ELSE first_value(a.df) OVER (PARTITION BY a.c, a.s ORDER BY a.w DESC, a.df DESC) END + 1)) AS idf
        FROM alternatives AS a
    ), slots AS (
        SELECT x.s, x.g, coalesce(max(w.idf) FILTER (WHERE NOT w.c), _absent * x.u) AS idf
        FROM jsonb_to_recordset(_query -> 'slots') AS x (s integer, g integer, u double precision)
        LEFT JOIN weighed AS w ON w.s = x.s
        GROUP BY x.s, x.g, x.u
    ), groups AS (
        SELECT x.g, x.f, x.k, x.p,
               (SELECT max(w.w * w.idf) FROM weighed AS w WHERE w.g = x.g AND w.c AND w.s < 0 AND w.w >= 0.9) AS sold,
               (SELECT sum(s.idf) FROM slots AS s WHERE s.g = x.g) AS words,
               NOT EXISTS (SELECT FROM weighed AS w WHERE w.g = x.g) AS absent
        FROM jsonb_to_recordset(_query -> 'groups') AS x (g integer, f double precision, k boolean, p boolean)
    ), judged AS (
        -- A thing that is sold, with a word that nobody knows: most likely how the thing should be.
        SELECT g, f, CASE WHEN sold IS NOT NULL THEN sold
                          WHEN k THEN greatest(CASE WHEN knows THEN 1.0 ELSE 1.7 END * _absent, words)
                          WHEN absent AND knows THEN 0.6 * words
                          ELSE words END AS ideal,
               CASE WHEN NOT k THEN 1.0 WHEN sold IS NOT NULL THEN 0.6 WHEN p THEN 0.3 ELSE 0.9 END AS alone
        FROM groups
        CROSS JOIN (SELECT coalesce(bool_or(sold IS NOT NULL AND f = 1), false) AS knows FROM groups) AS x
    ), terms AS (
        SELECT w.g, sum(w.df) AS df,
               string_agg('''' || replace(replace(w.t, '\', '\\'), '''', '''''') || '''', ' | ')::tsquery AS q
        FROM weighed AS w GROUP BY w.g
    )
    SELECT (SELECT array_agg(('''' || replace(replace(t, '\', '\\'), '''', '''''') || '''')::tsquery ORDER BY t, s) FROM weighed),
           (SELECT array_agg(w.w * w.idf ORDER BY t, s) FROM weighed AS w), (SELECT array_agg(w.s ORDER BY t, s) FROM weighed AS w),
           (SELECT array_agg(w.g ORDER BY t, s) FROM weighed AS w), (SELECT array_agg(w.c ORDER BY t, s) FROM weighed AS w),
           (SELECT array_agg(g ORDER BY g) FROM judged), (SELECT array_agg(f ORDER BY g) FROM judged),
           (SELECT array_agg(ideal ORDER BY g) FROM judged), (SELECT array_agg(alone ORDER BY g) FROM judged),
           (SELECT array_agg(q ORDER BY df, g) FROM terms), (SELECT array_agg(df ORDER BY df, g) FROM terms)
    INTO _q, _w, _s, _g, _c, _group, _factor, _ideal, _alone, _any, _df;
    IF _any IS NULL THEN
        RETURN;
    END IF;

    -- What to try, narrowest first.
    IF (SELECT sum(d) FROM unnest(_df) AS d) > _enough THEN
        FOR n IN 1 .. cardinality(_any) LOOP
            _try := CASE WHEN n = 1 THEN _any[n] ELSE _try && _any[n] END;
        END LOOP;
        _tries := _tries || _try;
        IF cardinality(_any) > 2 THEN
            _try := NULL;
            FOR left_out IN REVERSE cardinality(_any) .. 1 LOOP
                _part := NULL;
                FOR n IN 1 .. cardinality(_any) LOOP
                    IF n <> left_out THEN
                        _part := CASE WHEN _part IS NULL THEN _any[n] ELSE _part && _any[n] END;
                    END IF;
                END LOOP;
                _try := CASE WHEN _try IS NULL THEN _part ELSE _try || _part END;
            END LOOP;
            _tries := _tries || _try;
        END IF;
    END IF;
    IF cardinality(_any) > 1 OR _tries = '{}' THEN
        _try := NULL;
        FOR n IN 1 .. cardinality(_any) LOOP
            _seen := _seen + _df[n];
            EXIT WHEN _seen > _enough AND n > 1;
            _try := CASE WHEN _try IS NULL THEN _any[n] ELSE _try || _any[n] END;
        END LOOP;
        _tries := _tries || _try;
    END IF;

    FOREACH _try IN ARRAY _tries LOOP
        FOR _row IN
            WITH candidates AS MATERIALIZED (
                SELECT p.sku, p.ff, length(p.ff) AS terms FROM product_search AS p
                WHERE p.tenant_id = _tenant AND p.ff @@ _try LIMIT _enough
            ), hits AS (
                SELECT c.sku, k.g, k.s, k.c, c.terms,
                       max(k.w * ts_rank('{0.3,0.5,0.75,1}', c.ff, k.q) * 1.64493406685) AS m
                FROM candidates AS c
                JOIN unnest(_q, _w, _s, _g, _c) AS k (q, w, s, g, c) ON c.ff @@ k.q
                GROUP BY c.sku, c.terms, k.g, k.s, k.c
            ), sides AS (
                SELECT h.sku, h.g, h.terms, max(h.m) FILTER (WHERE h.c) AS meant, sum(h.m) FILTER (WHERE NOT h.c) AS said
                FROM hits AS h GROUP BY h.sku, h.g, h.terms
            ), summed AS (
                SELECT x.sku, x.terms, j.factor, j.ideal,
                       CASE WHEN x.meant IS NULL THEN least(x.said, j.ideal) * j.alone
                            ELSE x.meant + 0.15 * least(coalesce(x.said, 0), x.meant) END AS m
                FROM sides AS x
                JOIN unnest(_group, _factor, _ideal, _alone) AS j (g, factor, ideal, alone) ON j.g = x.g
            )
            SELECT t.sku, sum(t.factor * t.m) AS score,
                   sum(t.factor * least(t.m, t.ideal))
                       / greatest((SELECT sum(f * i) FROM unnest(_factor, _ideal) AS u (f, i)), 0.001) AS coverage
            FROM summed AS t GROUP BY t.sku, t.terms
            ORDER BY 2 DESC, t.terms, t.sku LIMIT _limit
        LOOP
            IF _row.sku <> ALL (_skus) THEN
                _skus := _skus || _row.sku; _scores := _scores || _row.score; _covers := _covers || _row.coverage;
                _best := greatest(_best, _row.coverage); _found := _found + 1;
            END IF;
        END LOOP;
        EXIT WHEN _found >= _limit AND _best >= 0.75;
    END LOOP;
    RETURN QUERY SELECT u.k, u.m, u.o FROM unnest(_skus, _scores, _covers) WITH ORDINALITY AS u (k, m, o, n)
        ORDER BY u.m DESC, u.n LIMIT _limit;
END $$;
REVOKE ALL ON FUNCTION search_products(jsonb, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION search_products(jsonb, integer) TO dragoman_app;

-- What the shops already sell is indexed when somebody searches, or by: dragoman catalogue reindex SHOP
DO $$
DECLARE shop bigint;
BEGIN
    FOR shop IN SELECT id FROM tenants LOOP
        PERFORM set_config('app.tenant_id', shop::text, true);
        INSERT INTO search_dirty (sku) SELECT sku FROM products WHERE active;
    END LOOP;
    PERFORM set_config('app.tenant_id', '', true);
END $$;
