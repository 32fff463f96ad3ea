-- `org_events` has a new column `extra`
-- `org_events` has a new check `a_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events ADD COLUMN extra integer;

-- 2. add the check `a_check` to `org_events` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_events ADD CONSTRAINT a_check CHECK (extra > 0) NOT VALID;

-- 3. grant rights on org_events
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, kind, weight, amount, note, extra)
    ON org_events TO shop_app;

-- 4. comment on CONSTRAINT a_check ON org_events
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT a_check ON org_events IS 'another value is not allowed';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. check `a_check` of `org_events` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_events WHERE NOT (extra > 0);
ALTER TABLE org_events VALIDATE CONSTRAINT a_check;
