-- the enum `product_status` changed: draft, active, retired is now retired, active, draft

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the index `org_products_organization_id_created_at_id_idx` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_products_organization_id_created_at_id_idx;

-- 2. replace the enum type `product_status` by one with other labels
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    it fails while a row has a label that is removed
ALTER TYPE product_status RENAME TO product_status_old;
CREATE TYPE product_status AS ENUM ('retired', 'active', 'draft');
ALTER TABLE org_products ALTER COLUMN status DROP DEFAULT;
ALTER TABLE org_products ALTER COLUMN status TYPE product_status
    USING status::text::product_status;
ALTER TABLE org_products ALTER COLUMN status SET DEFAULT 'draft';
DROP TYPE product_status_old;

-- 3. create the index `org_products_organization_id_created_at_id_idx` of `org_products`
--    lock: SHARE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
CREATE INDEX org_products_organization_id_created_at_id_idx
    ON org_products (organization_id, created_at DESC, id DESC)
    WHERE status = 'active' AND deleted_at IS NULL;

-- 4. grant rights on TYPE product_status
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT USAGE ON TYPE product_status TO shop_app;

-- 5. comment on TYPE product_status
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON TYPE product_status IS 'Where a product is in its life cycle.';
