-- `org_visits` has a new column `extra`
-- `org_visits` has a new foreign key `org_visits_extra_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN extra uuid;

-- 2. add the foreign key `org_visits_extra_fkey` to `org_visits`
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
    END IF;
    ALTER TABLE org_visits ADD CONSTRAINT org_visits_extra_fkey
            FOREIGN KEY (extra) REFERENCES countries (id)
            ON DELETE RESTRICT;
    IF NOT bypasses THEN
        ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 3. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, spent, note, extra), UPDATE (page, product_id, hits, spent, note, updated_at, deleted_at, extra)
    ON org_visits TO shop_app;

-- 4. comment on CONSTRAINT org_visits_extra_fkey ON org_visits
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_visits_extra_fkey ON org_visits IS 'a town is in a country';
