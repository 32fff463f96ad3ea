-- `towns` has a new index `an_index`
-- `towns` no longer has the index `towns_people_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `towns_people_idx` of `towns` to `an_index`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX towns_people_idx RENAME TO an_index;
