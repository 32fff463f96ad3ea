-- `org_prices` changed its foreign key `org_prices_organization_id_fkey`: on_delete

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the foreign key `org_prices_organization_id_fkey` of `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_prices DROP CONSTRAINT org_prices_organization_id_fkey;

-- 2. add the foreign key `org_prices_organization_id_fkey` to `org_prices` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_prices ADD CONSTRAINT org_prices_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE RESTRICT
        NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. check `org_prices_organization_id_fkey` of `org_prices` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_prices NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_organization_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE org_prices FORCE ROW LEVEL SECURITY;
        ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;
