-- `organizations` has a new index `an_index`
-- `organizations` no longer has the index `organizations_seats_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `organizations_seats_idx` of `organizations` to `an_index`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX organizations_seats_idx RENAME TO an_index;
