-- `org_events` changed its column `amount`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(12,2) NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `amount` of `org_events` from numeric(10,2) to numeric(12,2)
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events ALTER COLUMN amount DROP DEFAULT;
ALTER TABLE org_events ALTER COLUMN amount TYPE numeric(12,2);
ALTER TABLE org_events ALTER COLUMN amount SET DEFAULT 0;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. collect the statistics of `amount` of `org_events`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_events (amount);
