-- `organizations` has a new column `counted`
-- `organizations` changed its column `feet`: integer GENERATED ALWAYS AS (seats * 2) is now integer GENERATED ALWAYS AS (counted * 2)
-- `organizations` no longer has the column `seats`
-- `organizations` changed its index `organizations_seats_idx`: columns
-- `organizations` changed its check `organizations_seats_check`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `seats` of `organizations` to `counted`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE organizations RENAME COLUMN seats TO counted;
