-- `towns` no longer has the foreign key `towns_country_id_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the foreign key `towns_country_id_fkey` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE towns DROP CONSTRAINT towns_country_id_fkey;

-- 2. comment on INDEX towns_country_id_idx
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON INDEX towns_country_id_idx IS NULL;
