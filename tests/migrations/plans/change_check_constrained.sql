-- `towns` changed its check `towns_people_check`: condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `towns_people_check` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns DROP CONSTRAINT towns_people_check;

-- 2. add the check `towns_people_check` to `towns` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE towns ADD CONSTRAINT towns_people_check CHECK (people >= -1) NOT VALID;

-- 3. comment on CONSTRAINT towns_people_check ON towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT towns_people_check ON towns IS 'a town has people';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `towns_people_check` of `towns` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM towns WHERE NOT (people >= -1);
ALTER TABLE towns VALIDATE CONSTRAINT towns_people_check;
