-- `org_prices` changed its column `rate`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(12,2) NOT NULL DEFAULT 0
-- `org_prices_history` changed its column `rate`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(12,2) NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `rate` of `org_prices` from numeric(10,2) to numeric(12,2)
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ALTER COLUMN rate DROP DEFAULT;
ALTER TABLE org_prices ALTER COLUMN rate TYPE numeric(12,2);
ALTER TABLE org_prices ALTER COLUMN rate SET DEFAULT 0;

-- 2. change the type of `rate` of `org_prices_history` from numeric(10,2) to numeric(12,2)
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_history ALTER COLUMN rate DROP DEFAULT;
ALTER TABLE org_prices_history ALTER COLUMN rate TYPE numeric(12,2);
ALTER TABLE org_prices_history ALTER COLUMN rate SET DEFAULT 0;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. collect the statistics of `rate` of `org_prices`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices (rate);

-- 4. collect the statistics of `rate` of `org_prices_history`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices_history (rate);
