-- `org_products` has a new index `products_by_sku`
-- `org_products` no longer has the index `org_products_organization_id_sku_key`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_products_organization_id_sku_key` of `org_products` to `products_by_sku`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_sku_key RENAME TO products_by_sku;
