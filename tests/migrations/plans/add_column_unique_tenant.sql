-- `org_products` has a new column `extra`
-- `org_products` has a new index `a_unique`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ADD COLUMN extra text;

-- 2. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, note, extra), UPDATE (sku, title, price, stock, status, category_id, tags, note, updated_at, deleted_at, extra)
    ON org_products TO shop_app;

-- build_index (no transaction)
-- 3. build the index `a_unique` of `org_products`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, extra, count(*) FROM org_products GROUP BY organization_id, extra HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY a_unique
    ON org_products (organization_id, extra);
