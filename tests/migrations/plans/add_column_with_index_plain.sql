-- `countries` has a new column `extra`
-- `countries` has a new index `an_index`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD COLUMN extra text;

-- 2. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, area, note, extra), UPDATE (code, name, people, area, note, updated_at, extra), DELETE
    ON countries TO shop_app;

-- build_index (no transaction)
-- 3. build the index `an_index` of `countries`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY an_index
    ON countries (extra);
