-- `towns` changed its index `towns_people_idx`: predicate

-- build_index (no transaction)
-- 1. build the index `towns_people_idx` of `towns` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY towns_people_idx_new
    ON towns (people)
    WHERE note IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. put the new index `towns_people_idx` of `towns` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX towns_people_idx;
ALTER INDEX towns_people_idx_new RENAME TO towns_people_idx;
