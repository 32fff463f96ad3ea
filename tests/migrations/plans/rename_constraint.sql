-- `towns` has a new index `towns_are_counted`
-- `towns` no longer has the index `towns_number_key`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the constraint `towns_number_key` of `towns` to `towns_are_counted`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns RENAME CONSTRAINT towns_number_key TO towns_are_counted;
