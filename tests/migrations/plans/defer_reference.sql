-- `towns` changed its foreign key `towns_country_id_fkey`: deferral

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change when `towns_country_id_fkey` of `towns` is checked
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ALTER CONSTRAINT towns_country_id_fkey DEFERRABLE INITIALLY DEFERRED;
