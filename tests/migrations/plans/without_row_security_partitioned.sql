-- `org_events` changed its row security

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. disable row security of org_events
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_events DISABLE ROW LEVEL SECURITY;

-- 2. do not force row security of org_events on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_events NO FORCE ROW LEVEL SECURITY;

-- 3. drop the policy tenant_isolation of org_events
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_events;

-- 4. disable row security of org_events_p0
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_events_p0 DISABLE ROW LEVEL SECURITY;

-- 5. do not force row security of org_events_p0 on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_events_p0 NO FORCE ROW LEVEL SECURITY;

-- 6. drop the policy tenant_isolation of org_events_p0
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_events_p0;

-- 7. disable row security of org_events_p1
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_events_p1 DISABLE ROW LEVEL SECURITY;

-- 8. do not force row security of org_events_p1 on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_events_p1 NO FORCE ROW LEVEL SECURITY;

-- 9. drop the policy tenant_isolation of org_events_p1
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_events_p1;
