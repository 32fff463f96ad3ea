-- `towns` has a new column `deleted_at`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `deleted_at` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD COLUMN deleted_at timestamptz;

-- 2. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, number, country_id, name, people, area, note), UPDATE (number, country_id, name, people, area, note, updated_at, deleted_at)
    ON towns TO shop_app;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON towns FROM shop_app;
GRANT SELECT, INSERT (id, number, country_id, name, people, area, note), UPDATE (number, country_id, name, people, area, note, updated_at, deleted_at)
    ON towns TO shop_app;
