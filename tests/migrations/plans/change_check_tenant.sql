-- `org_products` changed its check `org_products_stock_check`: condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_products_stock_check` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products DROP CONSTRAINT org_products_stock_check;

-- 2. add the check `org_products_stock_check` to `org_products` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_stock_check CHECK (stock >= -1) NOT VALID;

-- 3. comment on CONSTRAINT org_products_stock_check ON org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_products_stock_check ON org_products IS 'the stock must not be negative';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `org_products_stock_check` of `org_products` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products WHERE NOT (stock >= -1);
ALTER TABLE org_products VALIDATE CONSTRAINT org_products_stock_check;
