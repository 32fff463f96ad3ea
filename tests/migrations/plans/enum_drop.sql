-- the enum `product_status` was removed
-- `org_products` no longer has the column `status`
-- `org_products` no longer has the index `org_products_organization_id_created_at_id_idx`

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_products FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, category_id, tags, note), UPDATE (sku, title, price, stock, category_id, tags, note, updated_at, deleted_at)
    ON org_products TO shop_app;

-- 2. drop the index `org_products_organization_id_created_at_id_idx` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_products_organization_id_created_at_id_idx;

-- 3. drop the column `status` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_products WHERE status IS NOT NULL;
ALTER TABLE org_products DROP COLUMN status;

-- 4. drop the enum type `product_status`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP TYPE product_status;
