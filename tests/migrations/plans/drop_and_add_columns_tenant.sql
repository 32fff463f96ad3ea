-- `org_products` has a new column `extra`
-- `org_products` has a new column `more`
-- `org_products` no longer has the column `note`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ADD COLUMN extra integer;

-- 2. add the column `more` to `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ADD COLUMN more bigint NOT NULL DEFAULT 1;

-- 3. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, extra, more), UPDATE (sku, title, price, stock, status, category_id, tags, updated_at, deleted_at, extra, more)
    ON org_products TO shop_app;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_products FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, extra, more), UPDATE (sku, title, price, stock, status, category_id, tags, updated_at, deleted_at, extra, more)
    ON org_products TO shop_app;

-- 5. drop the column `note` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_products WHERE note IS NOT NULL;
ALTER TABLE org_products DROP COLUMN note;
