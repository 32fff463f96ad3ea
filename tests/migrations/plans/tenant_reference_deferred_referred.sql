-- `org_categories` changed its foreign key `org_categories_organization_id_fkey`: deferral

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change when `org_categories_organization_id_fkey` of `org_categories` is checked
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ALTER CONSTRAINT org_categories_organization_id_fkey DEFERRABLE INITIALLY DEFERRED;
