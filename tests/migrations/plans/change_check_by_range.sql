-- `org_visits` changed its check `org_visits_hits_check`: condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_visits_hits_check` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits DROP CONSTRAINT org_visits_hits_check;

-- 2. add the check `org_visits_hits_check` to `org_visits` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_visits ADD CONSTRAINT org_visits_hits_check CHECK (hits >= -1) NOT VALID;

-- 3. comment on CONSTRAINT org_visits_hits_check ON org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_visits_hits_check ON org_visits IS 'a visit has hits';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `org_visits_hits_check` of `org_visits` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_visits WHERE NOT (hits >= -1);
ALTER TABLE org_visits VALIDATE CONSTRAINT org_visits_hits_check;
