-- `org_products` no longer has the index `org_products_organization_id_title_idx`
-- the table `regions` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_products_organization_id_title_idx` of `org_products`, whose name another table takes
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_title_idx RENAME TO org_products_organization_id_title_idx_old;

-- 2. create the table `regions`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE regions (
    id         uuid          NOT NULL,
    code       varchar(2)    NOT NULL,
    name       varchar(80)   NOT NULL,
    people     integer       NOT NULL DEFAULT 0,
    area       numeric(10,2) NOT NULL DEFAULT 0,
    note       text,
    created_at timestamptz   NOT NULL DEFAULT now(),
    updated_at timestamptz   NOT NULL DEFAULT now(),

    CONSTRAINT regions_pkey PRIMARY KEY (id),
    CONSTRAINT regions_people_check CHECK (people >= 0)
)
    WITH (fillfactor = 90);

CREATE UNIQUE INDEX regions_code_key
    ON regions (code);

CREATE INDEX regions_lower_idx
    ON regions (lower(name));

CREATE INDEX org_products_organization_id_title_idx
    ON regions (area);

-- 3. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON regions
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
GRANT SELECT, INSERT (id, code, name, people, area, note), UPDATE (code, name, people, area, note, updated_at), DELETE
    ON regions TO shop_app;

-- 4. comments
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON TABLE regions IS 'A country, the same for every shop.

Waived soft_delete (T03): countries stay';
COMMENT ON CONSTRAINT regions_people_check ON regions IS 'a country has people';

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. drop the index `org_products_organization_id_title_idx_old` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_products_organization_id_title_idx_old;
