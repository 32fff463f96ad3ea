-- `org_prices` changed its column `note`: text is now text DEFAULT 'none'
-- `org_prices_history` changed its column `note`: text is now text DEFAULT 'none'

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the default of `note` of `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ALTER COLUMN note SET DEFAULT 'none';

-- 2. change the default of `note` of `org_prices_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_history ALTER COLUMN note SET DEFAULT 'none';
