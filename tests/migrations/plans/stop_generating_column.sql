-- `org_products` changed its column `worth`: numeric(14,2) GENERATED ALWAYS AS (price * stock) is now numeric(14,2)

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. stop computing `worth` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the values stay as they are
ALTER TABLE org_products ALTER COLUMN worth DROP EXPRESSION;

-- 2. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, worth, status, category_id, tags, note), UPDATE (sku, title, price, stock, worth, status, category_id, tags, note, updated_at, deleted_at)
    ON org_products TO shop_app;
