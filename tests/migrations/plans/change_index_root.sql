-- `organizations` changed its index `organizations_seats_idx`: predicate

-- build_index (no transaction)
-- 1. build the index `organizations_seats_idx` of `organizations` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY organizations_seats_idx_new
    ON organizations (seats)
    WHERE note IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. put the new index `organizations_seats_idx` of `organizations` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX organizations_seats_idx;
ALTER INDEX organizations_seats_idx_new RENAME TO organizations_seats_idx;
