-- `org_prices` changed its check `org_prices_units_check`: condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_prices_units_check` of `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices DROP CONSTRAINT org_prices_units_check;

-- 2. add the check `org_prices_units_check` to `org_prices` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_prices ADD CONSTRAINT org_prices_units_check CHECK (units >= -1) NOT VALID;

-- 3. comment on CONSTRAINT org_prices_units_check ON org_prices
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_prices_units_check ON org_prices IS 'a price is of units';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `org_prices_units_check` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE NOT (units >= -1);
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_units_check;
