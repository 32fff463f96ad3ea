-- `org_products` changed its row security

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. disable row security of org_products
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_products DISABLE ROW LEVEL SECURITY;

-- 2. do not force row security of org_products on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;

-- 3. drop the policy tenant_isolation of org_products
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_products;
