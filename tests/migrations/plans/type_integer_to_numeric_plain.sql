-- `countries` changed its column `people`: integer NOT NULL DEFAULT 0 is now numeric(12,0) NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `countries_people_check` of `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries DROP CONSTRAINT countries_people_check;

-- 2. change the type of `people` of `countries` from integer to numeric(12,0)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE countries ALTER COLUMN people DROP DEFAULT;
ALTER TABLE countries ALTER COLUMN people TYPE numeric(12,0);
ALTER TABLE countries ALTER COLUMN people SET DEFAULT 0;

-- 3. add the check `countries_people_check` to `countries` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE countries ADD CONSTRAINT countries_people_check CHECK (people >= 0) NOT VALID;

-- 4. comment on CONSTRAINT countries_people_check ON countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT countries_people_check ON countries IS 'a country has people';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. collect the statistics of `people` of `countries`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE countries (people);

-- 6. check `countries_people_check` of `countries` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM countries WHERE NOT (people >= 0);
ALTER TABLE countries VALIDATE CONSTRAINT countries_people_check;
