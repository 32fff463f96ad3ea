-- `org_products` changed its column `worth`: numeric(14,2) GENERATED ALWAYS AS (price * stock) is now numeric(14,2) GENERATED ALWAYS AS (price * stock * 2)

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the column `worth` of `org_products`, which is computed anew
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products DROP COLUMN worth;

-- 2. compute the column `worth` of `org_products`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_products ADD COLUMN worth numeric(14,2) GENERATED ALWAYS AS (price * stock * 2) STORED;
