-- `org_products` has a new column `counted`
-- `org_products` changed its column `worth`: numeric(14,2) GENERATED ALWAYS AS (price * stock) is now numeric(14,2) GENERATED ALWAYS AS (price * counted)
-- `org_products` no longer has the column `stock`
-- `org_products` changed its check `org_products_stock_check`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `stock` of `org_products` to `counted`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_products RENAME COLUMN stock TO counted;
