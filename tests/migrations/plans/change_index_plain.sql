-- `countries` changed its index `countries_lower_idx`: predicate

-- build_index (no transaction)
-- 1. build the index `countries_lower_idx` of `countries` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY countries_lower_idx_new
    ON countries (lower(name))
    WHERE note IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. put the new index `countries_lower_idx` of `countries` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX countries_lower_idx;
ALTER INDEX countries_lower_idx_new RENAME TO countries_lower_idx;
