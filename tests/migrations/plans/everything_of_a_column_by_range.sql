-- `org_visits` changed its column `hits`: integer NOT NULL DEFAULT 0 is now bigint
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

-- 2. drop the column `clicks` of `org_visits`, which is computed anew
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits DROP COLUMN clicks;

-- 3. change the type of `hits` of `org_visits` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_visits ALTER COLUMN hits DROP DEFAULT;
ALTER TABLE org_visits ALTER COLUMN hits TYPE bigint;

-- 4. allow NULL in `hits` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the running version may not expect NULL
ALTER TABLE org_visits ALTER COLUMN hits DROP NOT NULL;

-- 5. compute the column `clicks` of `org_visits`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_visits ADD COLUMN clicks integer GENERATED ALWAYS AS (hits * 2) STORED;

-- 6. add the check `org_visits_hits_check` to `org_visits` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_visits ADD CONSTRAINT org_visits_hits_check CHECK (hits > -5) NOT VALID;

-- 7. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON COLUMN org_visits.hits IS 'How many there are.';
COMMENT ON CONSTRAINT org_visits_hits_check ON org_visits IS 'a visit has hits';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. collect the statistics of `hits` of `org_visits`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_visits (hits);

-- 9. check `org_visits_hits_check` of `org_visits` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_visits WHERE NOT (hits > -5);
ALTER TABLE org_visits VALIDATE CONSTRAINT org_visits_hits_check;
