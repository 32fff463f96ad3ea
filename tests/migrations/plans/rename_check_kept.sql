-- `org_prices` has a new check `a_check`
-- `org_prices` no longer has the check `org_prices_units_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the constraint `org_prices_units_check` of `org_prices` to `a_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices RENAME CONSTRAINT org_prices_units_check TO a_check;
