-- `org_prices` changed its column `units`: integer NOT NULL DEFAULT 0 is now integer DEFAULT 0
-- `org_prices_history` changed its column `units`: integer NOT NULL DEFAULT 0 is now integer DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. allow NULL in `units` of `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the running version may not expect NULL
ALTER TABLE org_prices ALTER COLUMN units DROP NOT NULL;

-- 2. allow NULL in `units` of `org_prices_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the running version may not expect NULL
ALTER TABLE org_prices_history ALTER COLUMN units DROP NOT NULL;
