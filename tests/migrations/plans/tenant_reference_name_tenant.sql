-- `org_products` has a new foreign key `of_a_tenant`
-- `org_products` no longer has the foreign key `org_products_organization_id_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the constraint `org_products_organization_id_fkey` of `org_products` to `of_a_tenant`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products RENAME CONSTRAINT org_products_organization_id_fkey TO of_a_tenant;
