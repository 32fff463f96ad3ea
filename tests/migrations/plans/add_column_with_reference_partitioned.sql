-- `org_events` has a new column `extra`
-- `org_events` has a new foreign key `org_events_extra_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events ADD COLUMN extra uuid;

-- 2. add the foreign key `org_events_extra_fkey` to `org_events`
--    lock: SHARE ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_events NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_events_p0 NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_events_p1 NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_events ADD CONSTRAINT org_events_extra_fkey
            FOREIGN KEY (extra) REFERENCES countries (id)
            ON DELETE RESTRICT;
    IF NOT bypasses THEN
        ALTER TABLE org_events FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_events_p0 FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_events_p1 FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 3. grant rights on org_events
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, kind, weight, amount, note, extra)
    ON org_events TO shop_app;

-- 4. comment on CONSTRAINT org_events_extra_fkey ON org_events
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_events_extra_fkey ON org_events IS 'a town is in a country';
