-- `organizations` no longer has the index `organizations_seats_idx`

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the index `organizations_seats_idx` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX organizations_seats_idx;
