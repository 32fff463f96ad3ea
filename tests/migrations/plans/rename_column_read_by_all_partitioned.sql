-- `org_events` has a new column `counted`
-- `org_events` no longer has the column `weight`
-- `org_events` changed its check `org_events_weight_check`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `weight` of `org_events` to `counted`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_events RENAME COLUMN weight TO counted;
