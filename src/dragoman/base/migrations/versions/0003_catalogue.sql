-- The catalogue: counted stock, pictures, brands. The rules of the schema are those of 0001.

-- quantity: how many pieces are left, NULL where nobody counts. Counted stock is 'in' or 'out' by it: whoever writes
-- one writes the other. Never below nothing, however many buy at once.
-- A product's pictures are web addresses, or 'blob:' and the name of a stored file; those may not be forgotten.
ALTER TABLE products
    ADD COLUMN brand     text,
    ADD COLUMN summaries jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN images    text[] NOT NULL DEFAULT '{}',
    ADD COLUMN quantity  integer CHECK (quantity >= 0),
    ADD CONSTRAINT products_stock_is_counted
        CHECK (quantity IS NULL OR stock = CASE WHEN quantity > 0 THEN 'in' ELSE 'out' END);

-- Where a variant is counted, its own pieces are sold and not the product's.
ALTER TABLE product_variants
    ADD COLUMN options   jsonb NOT NULL DEFAULT '{}',
    ADD COLUMN stock     text NOT NULL DEFAULT 'untracked' CHECK (stock IN ('in', 'out', 'untracked')),
    ADD COLUMN quantity  integer CHECK (quantity >= 0),
    ADD CONSTRAINT product_variants_stock_is_counted
        CHECK (quantity IS NULL OR stock = CASE WHEN quantity > 0 THEN 'in' ELSE 'out' END);

-- What the shop answers, in the languages beside its own.
ALTER TABLE faqs ADD COLUMN answers jsonb NOT NULL DEFAULT '{}';

-- The first so many products on sale, in the shop's order, without sorting all of them.
CREATE INDEX products_on_sale ON products (tenant_id, position, sku) WHERE active;
