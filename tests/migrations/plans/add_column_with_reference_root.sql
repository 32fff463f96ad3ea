-- `organizations` has a new column `extra`
-- `organizations` has a new foreign key `organizations_extra_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ADD COLUMN extra uuid;

-- 2. add the foreign key `organizations_extra_fkey` to `organizations` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE organizations ADD CONSTRAINT organizations_extra_fkey
        FOREIGN KEY (extra) REFERENCES countries (id)
        ON DELETE RESTRICT
        NOT VALID;

-- 3. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, name, seats, balance, note, extra), UPDATE (name, seats, balance, note, updated_at, deleted_at, extra)
    ON organizations TO shop_app;

-- 4. comment on CONSTRAINT organizations_extra_fkey ON organizations
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT organizations_extra_fkey ON organizations IS 'a town is in a country';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. check `organizations_extra_fkey` of `organizations` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE organizations VALIDATE CONSTRAINT organizations_extra_fkey;
    IF NOT bypasses THEN
        ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;
