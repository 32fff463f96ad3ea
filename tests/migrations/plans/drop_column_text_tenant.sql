-- `org_products` no longer has the column `title`
-- `org_products` no longer has the index `org_products_organization_id_title_idx`
-- `org_products` no longer has the check `org_products_title_is_there`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_products_title_is_there` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products DROP CONSTRAINT org_products_title_is_there;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_products FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, sku, price, stock, status, category_id, tags, note), UPDATE (sku, price, stock, status, category_id, tags, note, updated_at, deleted_at)
    ON org_products TO shop_app;

-- 3. drop the index `org_products_organization_id_title_idx` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_products_organization_id_title_idx;

-- 4. drop the column `title` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_products WHERE title IS NOT NULL;
ALTER TABLE org_products DROP COLUMN title;
