-- the enum `product_status` was removed
-- `org_products` changed its column `status`: product_status NOT NULL DEFAULT 'draft' is now text NOT NULL DEFAULT 'draft'

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the index `org_products_organization_id_created_at_id_idx` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_products_organization_id_created_at_id_idx;

-- 2. change the type of `status` of `org_products` from product_status to text
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_products ALTER COLUMN status DROP DEFAULT;
ALTER TABLE org_products ALTER COLUMN status TYPE text
    USING status::text;
ALTER TABLE org_products ALTER COLUMN status SET DEFAULT 'draft';

-- 3. create the index `org_products_organization_id_created_at_id_idx` of `org_products`
--    lock: SHARE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
CREATE INDEX org_products_organization_id_created_at_id_idx
    ON org_products (organization_id, created_at DESC, id DESC)
    WHERE status = 'active' AND deleted_at IS NULL;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. collect the statistics of `status` of `org_products`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_products (status);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. drop the enum type `product_status`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP TYPE product_status;
