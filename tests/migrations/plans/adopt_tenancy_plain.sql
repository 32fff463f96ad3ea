-- `notes` changed its tenancy, primary key
-- `notes` has a new column `organization_id`
-- `notes` has a new foreign key `notes_organization_id_fkey`
-- `notes` has a new index `notes_organization_id_title_key`
-- `notes` has a new index `notes_organization_id_created_at_idx`
-- `notes` no longer has the index `notes_title_key`
-- `notes` no longer has the index `notes_created_at_idx`
-- `notes` has a new waiver `tenant_prefix`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `organization_id` to `notes`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE notes ADD COLUMN organization_id uuid;

-- 2. add the foreign key `notes_organization_id_fkey` to `notes` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE notes ADD CONSTRAINT notes_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
        NOT VALID;

-- 3. grant rights on notes
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, author_id, title), UPDATE (author_id, title, updated_at), DELETE
    ON notes TO shop_app;

-- 4. comment on TABLE notes
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE notes IS 'What an author has noted.

Waived soft_delete (T03): TODO
Waived tenant_prefix (N02): TODO';

-- backfill (no transaction)
-- 5. fill the column `organization_id` of `notes` in the rows that are there
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
            SELECT id FROM notes$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE notes SET organization_id = (SELECT a.organization_id FROM authors a WHERE a.id = author_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'notes: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. refuse NULL in `organization_id` of `notes` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE notes ADD CONSTRAINT notes_organization_id_is_set CHECK (organization_id IS NOT NULL) NOT VALID;

-- backfill_rest (no transaction)
-- 7. fill the column `organization_id` of `notes` in the rows of the meantime
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
            SELECT id FROM notes$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE notes SET organization_id = (SELECT a.organization_id FROM authors a WHERE a.id = author_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'notes: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- build_index (no transaction)
-- 8. build the index of the constraint `notes_pkey` of `notes`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, id, count(*) FROM notes GROUP BY organization_id, id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY notes_pkey_new
    ON notes (organization_id, id);

-- build_index (no transaction)
-- 9. build the index `notes_organization_id_title_key` of `notes`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, title, count(*) FROM notes GROUP BY organization_id, title HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY notes_organization_id_title_key
    ON notes (organization_id, title);

-- build_index (no transaction)
-- 10. build the index `notes_organization_id_created_at_idx` of `notes`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY notes_organization_id_created_at_idx
    ON notes (organization_id, created_at);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 11. check `organization_id` of `notes` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM notes WHERE organization_id IS NULL;
ALTER TABLE notes VALIDATE CONSTRAINT notes_organization_id_is_set;

-- 12. check `notes_organization_id_fkey` of `notes` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE notes VALIDATE CONSTRAINT notes_organization_id_fkey;
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

-- 13. drop the key `notes_pkey` of `notes`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE notes DROP CONSTRAINT notes_pkey;

-- 14. make `organization_id` of `notes` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE notes ALTER COLUMN organization_id SET NOT NULL;
ALTER TABLE notes DROP CONSTRAINT notes_organization_id_is_set;

-- 15. add the constraint `notes_pkey` to `notes`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE notes ADD CONSTRAINT notes_pkey PRIMARY KEY USING INDEX notes_pkey_new;

-- 16. drop the index `notes_title_key` of `notes`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    ON CONFLICT of the running version may name its columns
DROP INDEX notes_title_key;

-- 17. drop the index `notes_created_at_idx` of `notes`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX notes_created_at_idx;

-- row_security (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 18. enable row security of notes
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;

-- 19. force row security of notes
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE notes FORCE ROW LEVEL SECURITY;

-- 20. create the policy tenant_isolation of notes
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON notes
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
