-- `org_products` has a new column `cost`
-- `org_products` changed its column `worth`: numeric(14,2) GENERATED ALWAYS AS (price * stock) is now numeric(14,2) GENERATED ALWAYS AS (cost * stock)
-- `org_products` no longer has the column `price`
-- `org_products` has a new check `org_products_cost_check`
-- `org_products` no longer has the check `org_products_price_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `price` of `org_products` to `cost`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_products RENAME COLUMN price TO cost;

-- 2. rename the constraint `org_products_price_check` of `org_products` to `org_products_cost_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products RENAME CONSTRAINT org_products_price_check TO org_products_cost_check;
