-- `org_visits` changed its row security

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. disable row security of org_visits
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_visits DISABLE ROW LEVEL SECURITY;

-- 2. do not force row security of org_visits on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_visits NO FORCE ROW LEVEL SECURITY;

-- 3. drop the policy tenant_isolation of org_visits
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_visits;

-- 4. disable row security of org_visits_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_visits_2026 DISABLE ROW LEVEL SECURITY;

-- 5. do not force row security of org_visits_2026 on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_visits_2026 NO FORCE ROW LEVEL SECURITY;

-- 6. drop the policy tenant_isolation of org_visits_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_visits_2026;

-- 7. disable row security of org_visits_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_visits_rest DISABLE ROW LEVEL SECURITY;

-- 8. do not force row security of org_visits_rest on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_visits_rest NO FORCE ROW LEVEL SECURITY;

-- 9. drop the policy tenant_isolation of org_visits_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_visits_rest;
