-- `folders` changed its tenancy, primary key
-- `folders` has a new column `organization_id`
-- `folders` has a new foreign key `folders_organization_id_fkey`
-- `folders` has a new foreign key `folders_organization_id_parent_id_fkey`
-- `folders` no longer has the foreign key `folders_parent_id_fkey`
-- `folders` has a new index `folders_organization_id_parent_id_idx`
-- `folders` no longer has the index `folders_parent_id_idx`
-- `folders` has a new waiver `tenant_prefix`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `organization_id` to `folders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE folders ADD COLUMN organization_id uuid;

-- 2. add the foreign key `folders_organization_id_fkey` to `folders` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE folders ADD CONSTRAINT folders_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
        NOT VALID;

-- 3. grant rights on folders
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, author_id, parent_id, name), UPDATE (author_id, parent_id, name, updated_at), DELETE
    ON folders TO shop_app;

-- 4. comment on TABLE folders
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE folders IS 'A folder.

Waived soft_delete (T03): TODO
Waived tenant_prefix (N02): TODO';

-- backfill (no transaction)
-- 5. fill the column `organization_id` of `folders` in the rows that are there
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT id FROM folders$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE folders SET organization_id = (SELECT a.organization_id FROM authors a WHERE a.id = author_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'folders: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. refuse NULL in `organization_id` of `folders` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE folders ADD CONSTRAINT folders_organization_id_is_set CHECK (organization_id IS NOT NULL) NOT VALID;

-- backfill_rest (no transaction)
-- 7. fill the column `organization_id` of `folders` in the rows of the meantime
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT id FROM folders$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE folders SET organization_id = (SELECT a.organization_id FROM authors a WHERE a.id = author_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'folders: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- build_index (no transaction)
-- 8. build the index of the constraint `folders_pkey` of `folders`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, id, count(*) FROM folders GROUP BY organization_id, id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY folders_pkey_new
    ON folders (organization_id, id);

-- build_index (no transaction)
-- 9. build the index `folders_organization_id_parent_id_idx` of `folders`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY folders_organization_id_parent_id_idx
    ON folders (organization_id, parent_id)
    WHERE parent_id IS NOT NULL;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. check `organization_id` of `folders` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM folders WHERE organization_id IS NULL;
ALTER TABLE folders VALIDATE CONSTRAINT folders_organization_id_is_set;

-- 11. check `folders_organization_id_fkey` of `folders` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE folders VALIDATE CONSTRAINT folders_organization_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 12. drop the foreign key `folders_parent_id_fkey` of `folders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE folders DROP CONSTRAINT folders_parent_id_fkey;

-- 13. drop the key `folders_pkey` of `folders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE folders DROP CONSTRAINT folders_pkey;

-- 14. make `organization_id` of `folders` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE folders ALTER COLUMN organization_id SET NOT NULL;
ALTER TABLE folders DROP CONSTRAINT folders_organization_id_is_set;

-- 15. add the constraint `folders_pkey` to `folders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE folders ADD CONSTRAINT folders_pkey PRIMARY KEY USING INDEX folders_pkey_new;

-- 16. add the foreign key `folders_organization_id_parent_id_fkey` to `folders` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE folders ADD CONSTRAINT folders_organization_id_parent_id_fkey
        FOREIGN KEY (organization_id, parent_id) REFERENCES folders (organization_id, id)
        ON DELETE SET NULL (parent_id)
        NOT VALID;

-- 17. drop the index `folders_parent_id_idx` of `folders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX folders_parent_id_idx;

-- 18. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT folders_organization_id_parent_id_fkey ON folders IS 'a folder outlives the one around it';
COMMENT ON INDEX folders_organization_id_parent_id_idx IS 'Leads the reference of parent_id to folders.';

-- validate_references (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 19. check `folders_organization_id_parent_id_fkey` of `folders` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
ALTER TABLE folders VALIDATE CONSTRAINT folders_organization_id_parent_id_fkey;

-- row_security (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 20. enable row security of folders
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE folders ENABLE ROW LEVEL SECURITY;

-- 21. force row security of folders
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE folders FORCE ROW LEVEL SECURITY;

-- 22. create the policy tenant_isolation of folders
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON folders
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
