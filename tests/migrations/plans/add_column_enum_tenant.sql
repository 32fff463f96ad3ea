-- `org_products` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ADD COLUMN extra product_status NOT NULL DEFAULT 'draft';

-- 2. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, note, extra), UPDATE (sku, title, price, stock, status, category_id, tags, note, updated_at, deleted_at, extra)
    ON org_products TO shop_app;
