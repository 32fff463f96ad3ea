-- `countries` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD COLUMN extra text;

-- 2. refuse NULL in `extra` of `countries` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE countries ADD CONSTRAINT countries_extra_is_set CHECK (extra IS NOT NULL) NOT VALID;

-- 3. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, extra), UPDATE (code, name, people, updated_at, extra), DELETE
    ON countries TO shop_app;

-- backfill (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. fill the column `extra` of `countries` in the rows that are there
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    ROW EXCLUSIVE for a role that bypasses row security; every row is updated in one transaction
UPDATE countries SET extra = name || '!' WHERE extra IS NULL;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. check `extra` of `countries` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM countries WHERE extra IS NULL;
ALTER TABLE countries VALIDATE CONSTRAINT countries_extra_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. make `extra` of `countries` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE countries ALTER COLUMN extra SET NOT NULL;
ALTER TABLE countries DROP CONSTRAINT countries_extra_is_set;
