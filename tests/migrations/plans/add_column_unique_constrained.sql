-- `towns` has a new column `extra`
-- `towns` has a new index `a_unique`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD COLUMN extra text;

-- 2. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, number, country_id, name, people, area, note, extra), UPDATE (number, country_id, name, people, area, note, updated_at, extra), DELETE
    ON towns TO shop_app;

-- build_index (no transaction)
-- 3. build the index `a_unique` of `towns`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT extra, count(*) FROM towns GROUP BY extra HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY a_unique
    ON towns (extra);
