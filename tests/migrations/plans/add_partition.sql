-- `org_visits` has a new partition `org_visits_2030`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the partition `org_visits_2030` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a default partition is read: its rows must not belong here
CREATE TABLE org_visits_2030 PARTITION OF org_visits
    FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');

-- 2. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_2030
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_live();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_2030
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_2030
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();
ALTER TABLE org_visits_2030 ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_visits_2030 FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_visits_2030
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
