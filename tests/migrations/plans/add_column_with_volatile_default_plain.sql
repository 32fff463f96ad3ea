-- `countries` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `countries`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    every row gets a value of its own; a nullable column and a backfill do without the rewrite
ALTER TABLE countries ADD COLUMN extra uuid NOT NULL DEFAULT gen_random_uuid();

-- 2. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, area, note, extra), UPDATE (code, name, people, area, note, updated_at, extra), DELETE
    ON countries TO shop_app;
