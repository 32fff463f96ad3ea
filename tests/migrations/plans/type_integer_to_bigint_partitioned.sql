-- `org_events` changed its column `weight`: integer NOT NULL DEFAULT 0 is now bigint NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_events_weight_check` of `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events DROP CONSTRAINT org_events_weight_check;

-- 2. change the type of `weight` of `org_events` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_events ALTER COLUMN weight DROP DEFAULT;
ALTER TABLE org_events ALTER COLUMN weight TYPE bigint;
ALTER TABLE org_events ALTER COLUMN weight SET DEFAULT 0;

-- 3. add the check `org_events_weight_check` to `org_events` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_events ADD CONSTRAINT org_events_weight_check CHECK (weight >= 0) NOT VALID;

-- 4. comment on CONSTRAINT org_events_weight_check ON org_events
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_events_weight_check ON org_events IS 'an event has a weight';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. collect the statistics of `weight` of `org_events`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_events (weight);

-- 6. check `org_events_weight_check` of `org_events` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_events WHERE NOT (weight >= 0);
ALTER TABLE org_events VALIDATE CONSTRAINT org_events_weight_check;
