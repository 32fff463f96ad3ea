-- `org_products` has a new column `code`
-- `org_products` no longer has the column `sku`
-- `org_products` has a new index `org_products_organization_id_code_key`
-- `org_products` no longer has the index `org_products_organization_id_sku_key`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `sku` of `org_products` to `code`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_products RENAME COLUMN sku TO code;

-- 2. rename the index `org_products_organization_id_sku_key` of `org_products` to `org_products_organization_id_code_key`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_sku_key RENAME TO org_products_organization_id_code_key;
