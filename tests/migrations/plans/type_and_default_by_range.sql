-- `org_visits` changed its column `hits`: integer NOT NULL DEFAULT 0 is now bigint NOT NULL DEFAULT 5

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_visits_hits_check` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits DROP CONSTRAINT org_visits_hits_check;

-- 2. drop the column `clicks` of `org_visits`, which is computed anew
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits DROP COLUMN clicks;

-- 3. change the type of `hits` of `org_visits` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_visits ALTER COLUMN hits DROP DEFAULT;
ALTER TABLE org_visits ALTER COLUMN hits TYPE bigint;
ALTER TABLE org_visits ALTER COLUMN hits SET DEFAULT 5;

-- 4. compute the column `clicks` of `org_visits`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_visits ADD COLUMN clicks integer GENERATED ALWAYS AS (hits * 2) STORED;

-- 5. add the check `org_visits_hits_check` to `org_visits` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_visits ADD CONSTRAINT org_visits_hits_check CHECK (hits >= 0) NOT VALID;

-- 6. comment on CONSTRAINT org_visits_hits_check ON org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_visits_hits_check ON org_visits IS 'a visit has hits';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 7. collect the statistics of `hits` of `org_visits`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_visits (hits);

-- 8. check `org_visits_hits_check` of `org_visits` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_visits WHERE NOT (hits >= 0);
ALTER TABLE org_visits VALIDATE CONSTRAINT org_visits_hits_check;
