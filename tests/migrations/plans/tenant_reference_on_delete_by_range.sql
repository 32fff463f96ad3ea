-- `org_visits` changed its foreign key `org_visits_organization_id_fkey`: on_delete

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the foreign key `org_visits_organization_id_fkey` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_visits DROP CONSTRAINT org_visits_organization_id_fkey;

-- 2. add the foreign key `org_visits_organization_id_fkey` to `org_visits`
--    lock: SHARE ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_visits NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_visits ADD CONSTRAINT org_visits_organization_id_fkey
            FOREIGN KEY (organization_id) REFERENCES organizations (id)
            ON DELETE RESTRICT;
    IF NOT bypasses THEN
        ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
        ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;
