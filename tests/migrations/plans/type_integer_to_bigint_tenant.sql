-- `org_products` changed its column `stock`: integer NOT NULL DEFAULT 0 is now bigint NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_products_stock_check` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products DROP CONSTRAINT org_products_stock_check;

-- 2. drop the column `worth` of `org_products`, which is computed anew
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products DROP COLUMN worth;

-- 3. change the type of `stock` of `org_products` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_products ALTER COLUMN stock DROP DEFAULT;
ALTER TABLE org_products ALTER COLUMN stock TYPE bigint;
ALTER TABLE org_products ALTER COLUMN stock SET DEFAULT 0;

-- 4. compute the column `worth` of `org_products`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_products ADD COLUMN worth numeric(14,2) GENERATED ALWAYS AS (price * stock) STORED;

-- 5. add the check `org_products_stock_check` to `org_products` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_stock_check CHECK (stock >= 0) NOT VALID;

-- 6. comment on CONSTRAINT org_products_stock_check ON org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_products_stock_check ON org_products IS 'the stock must not be negative';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 7. collect the statistics of `stock` of `org_products`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_products (stock);

-- 8. check `org_products_stock_check` of `org_products` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products WHERE NOT (stock >= 0);
ALTER TABLE org_products VALIDATE CONSTRAINT org_products_stock_check;
