-- `org_products` no longer has the column `sku`
-- `org_products` no longer has the index `org_products_organization_id_sku_key`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. allow NULL in `sku` of `org_products`, which the new version does not insert
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ALTER COLUMN sku DROP NOT NULL;

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
GRANT SELECT, INSERT (id, organization_id, title, price, stock, status, category_id, tags, note), UPDATE (title, price, stock, status, category_id, tags, note, updated_at, deleted_at)
    ON org_products TO shop_app;

-- 3. drop the index `org_products_organization_id_sku_key` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    ON CONFLICT of the running version may name its columns
DROP INDEX org_products_organization_id_sku_key;

-- 4. drop the column `sku` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_products WHERE sku IS NOT NULL;
ALTER TABLE org_products DROP COLUMN sku;
