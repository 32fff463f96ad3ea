-- `towns` has a new column `extra`
-- `towns` has a new column `more`
-- `towns` no longer has the column `note`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD COLUMN extra integer;

-- 2. add the column `more` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD COLUMN more bigint NOT NULL DEFAULT 1;

-- 3. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, number, country_id, name, people, area, extra, more), UPDATE (number, country_id, name, people, area, updated_at, extra, more), DELETE
    ON towns TO shop_app;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON towns FROM shop_app;
GRANT SELECT, INSERT (id, number, country_id, name, people, area, extra, more), UPDATE (number, country_id, name, people, area, updated_at, extra, more), DELETE
    ON towns TO shop_app;

-- 5. drop the column `note` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM towns WHERE note IS NOT NULL;
ALTER TABLE towns DROP COLUMN note;
