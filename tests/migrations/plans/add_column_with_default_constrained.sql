-- `towns` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD COLUMN extra integer NOT NULL DEFAULT 7;

-- 2. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, number, country_id, name, people, area, note, extra), UPDATE (number, country_id, name, people, area, note, updated_at, extra), DELETE
    ON towns TO shop_app;
