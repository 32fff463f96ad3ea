-- `org_visits` has a new column `counted`
-- `org_visits` changed its column `clicks`: integer GENERATED ALWAYS AS (hits * 2) is now integer GENERATED ALWAYS AS (counted * 2)
-- `org_visits` no longer has the column `hits`
-- `org_visits` changed its check `org_visits_hits_check`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `hits` of `org_visits` to `counted`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_visits RENAME COLUMN hits TO counted;
