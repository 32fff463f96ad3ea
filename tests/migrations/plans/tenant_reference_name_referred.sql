-- `org_categories` has a new foreign key `of_a_tenant`
-- `org_categories` no longer has the foreign key `org_categories_organization_id_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the constraint `org_categories_organization_id_fkey` of `org_categories` to `of_a_tenant`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories RENAME CONSTRAINT org_categories_organization_id_fkey TO of_a_tenant;
