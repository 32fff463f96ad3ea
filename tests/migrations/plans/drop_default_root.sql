-- `organizations` changed its column `seats`: integer NOT NULL DEFAULT 0 is now integer NOT NULL

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the default of `seats` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ALTER COLUMN seats DROP DEFAULT;
