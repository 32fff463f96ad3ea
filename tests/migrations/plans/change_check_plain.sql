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

-- 2. add the check `countries_people_check` to `countries` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE countries ADD CONSTRAINT countries_people_check CHECK (people >= -1) NOT VALID;

-- 3. comment on CONSTRAINT countries_people_check ON countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT countries_people_check ON countries IS 'a country has people';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `countries_people_check` of `countries` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM countries WHERE NOT (people >= -1);
ALTER TABLE countries VALIDATE CONSTRAINT countries_people_check;
