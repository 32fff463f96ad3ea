-- `org_prices` changed its foreign key `org_prices_organization_id_fkey`: deferral

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change when `org_prices_organization_id_fkey` of `org_prices` is checked
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ALTER CONSTRAINT org_prices_organization_id_fkey DEFERRABLE INITIALLY DEFERRED;
