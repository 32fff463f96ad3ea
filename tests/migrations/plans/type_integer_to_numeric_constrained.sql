-- `towns` changed its column `people`: integer NOT NULL DEFAULT 0 is now numeric(12,0) NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `towns_people_check` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns DROP CONSTRAINT towns_people_check;

-- 2. change the type of `people` of `towns` from integer to numeric(12,0)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE towns ALTER COLUMN people DROP DEFAULT;
ALTER TABLE towns ALTER COLUMN people TYPE numeric(12,0);
ALTER TABLE towns ALTER COLUMN people SET DEFAULT 0;

-- 3. add the check `towns_people_check` to `towns` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE towns ADD CONSTRAINT towns_people_check CHECK (people >= 0) NOT VALID;

-- 4. comment on CONSTRAINT towns_people_check ON towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT towns_people_check ON towns IS 'a town has people';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. collect the statistics of `people` of `towns`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE towns (people);

-- 6. check `towns_people_check` of `towns` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM towns WHERE NOT (people >= 0);
ALTER TABLE towns VALIDATE CONSTRAINT towns_people_check;
