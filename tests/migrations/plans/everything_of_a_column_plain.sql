-- `countries` changed its column `people`: integer NOT NULL DEFAULT 0 is now bigint
-- `countries` changed its check `countries_people_check`: condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `countries_people_check` of `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries DROP CONSTRAINT countries_people_check;

-- 2. change the type of `people` of `countries` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE countries ALTER COLUMN people DROP DEFAULT;
ALTER TABLE countries ALTER COLUMN people TYPE bigint;

-- 3. allow NULL in `people` of `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the running version may not expect NULL
ALTER TABLE countries ALTER COLUMN people DROP NOT NULL;

-- 4. add the check `countries_people_check` to `countries` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE countries ADD CONSTRAINT countries_people_check CHECK (people > -5) NOT VALID;

-- 5. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON COLUMN countries.people IS 'How many there are.';
COMMENT ON CONSTRAINT countries_people_check ON countries IS 'a country has people';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. collect the statistics of `people` of `countries`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE countries (people);

-- 7. check `countries_people_check` of `countries` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM countries WHERE NOT (people > -5);
ALTER TABLE countries VALIDATE CONSTRAINT countries_people_check;
