-- `towns` has a new index `towns_line_key`

-- build_index (no transaction)
-- 1. build the index of the constraint `towns_line_key` of `towns`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT line, count(*) FROM towns GROUP BY line HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY towns_line_key_new
    ON towns (line);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. add the constraint `towns_line_key` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD CONSTRAINT towns_line_key UNIQUE USING INDEX towns_line_key_new;
