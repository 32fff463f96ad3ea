-- `org_prices` has a new foreign key `of_a_tenant`
-- `org_prices` no longer has the foreign key `org_prices_organization_id_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the constraint `org_prices_organization_id_fkey` of `org_prices` to `of_a_tenant`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices RENAME CONSTRAINT org_prices_organization_id_fkey TO of_a_tenant;
