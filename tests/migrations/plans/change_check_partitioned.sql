-- `org_events` changed its check `org_events_weight_check`: condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_events_weight_check` of `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events DROP CONSTRAINT org_events_weight_check;

-- 2. add the check `org_events_weight_check` to `org_events` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_events ADD CONSTRAINT org_events_weight_check CHECK (weight >= -1) NOT VALID;

-- 3. comment on CONSTRAINT org_events_weight_check ON org_events
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_events_weight_check ON org_events IS 'an event has a weight';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `org_events_weight_check` of `org_events` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_events WHERE NOT (weight >= -1);
ALTER TABLE org_events VALIDATE CONSTRAINT org_events_weight_check;
