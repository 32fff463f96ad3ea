-- `org_visits` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN extra date;

-- 2. refuse NULL in `extra` of `org_visits` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE org_visits ADD CONSTRAINT org_visits_extra_is_set CHECK (extra IS NOT NULL) NOT VALID;

-- 3. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, extra), UPDATE (page, product_id, updated_at, deleted_at, extra)
    ON org_visits TO shop_app;

-- backfill (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. fill the column `extra` of `org_visits` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    ROW EXCLUSIVE for a role that bypasses row security; every row is updated in one transaction
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_visits NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest NO FORCE ROW LEVEL SECURITY;
    END IF;
    UPDATE org_visits SET extra = day + 1 WHERE extra IS NULL;
    IF NOT bypasses THEN
        ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. check `extra` of `org_visits` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_visits WHERE extra IS NULL;
ALTER TABLE org_visits VALIDATE CONSTRAINT org_visits_extra_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. make `extra` of `org_visits` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_visits ALTER COLUMN extra SET NOT NULL;
ALTER TABLE org_visits DROP CONSTRAINT org_visits_extra_is_set;
