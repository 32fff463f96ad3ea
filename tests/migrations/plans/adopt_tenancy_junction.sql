-- `author_colours` changed its tenancy, primary key
-- `author_colours` has a new column `organization_id`
-- `author_colours` has a new foreign key `author_colours_organization_id_fkey`
-- `author_colours` has a new index `author_colours_author_id_colour_id_idx`
-- `author_colours` has a new waiver `tenant_prefix`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `organization_id` to `author_colours`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE author_colours ADD COLUMN organization_id uuid;

-- 2. add the foreign key `author_colours_organization_id_fkey` to `author_colours` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE author_colours ADD CONSTRAINT author_colours_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
        NOT VALID;

-- 3. grant rights on author_colours
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (organization_id, author_id, colour_id), DELETE
    ON author_colours TO shop_app;

-- 4. comment on TABLE author_colours
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE author_colours IS 'What an author likes.

Waived tenant_prefix (N02): TODO';

-- backfill (no transaction)
-- 5. fill the column `organization_id` of `author_colours` in the rows that are there
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    last_2 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT author_id, colour_id FROM author_colours$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (author_id, colour_id) > ($1, $2)$batch$ END || $batch$
            ORDER BY author_id, colour_id LIMIT 5000
        ), filled AS (
            UPDATE author_colours SET organization_id = (SELECT a.organization_id FROM authors a WHERE a.id = author_id)
            WHERE organization_id IS NULL AND (author_id, colour_id) IN (SELECT author_id, colour_id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), author_id, colour_id FROM batch
        ORDER BY author_id DESC, colour_id DESC LIMIT 1$batch$
        INTO filled, last_1, last_2 USING last_1, last_2;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'author_colours: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. refuse NULL in `organization_id` of `author_colours` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE author_colours ADD CONSTRAINT author_colours_organization_id_is_set CHECK (organization_id IS NOT NULL) NOT VALID;

-- backfill_rest (no transaction)
-- 7. fill the column `organization_id` of `author_colours` in the rows of the meantime
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    last_2 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT author_id, colour_id FROM author_colours$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (author_id, colour_id) > ($1, $2)$batch$ END || $batch$
            ORDER BY author_id, colour_id LIMIT 5000
        ), filled AS (
            UPDATE author_colours SET organization_id = (SELECT a.organization_id FROM authors a WHERE a.id = author_id)
            WHERE organization_id IS NULL AND (author_id, colour_id) IN (SELECT author_id, colour_id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), author_id, colour_id FROM batch
        ORDER BY author_id DESC, colour_id DESC LIMIT 1$batch$
        INTO filled, last_1, last_2 USING last_1, last_2;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'author_colours: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- build_index (no transaction)
-- 8. build the index of the constraint `author_colours_pkey` of `author_colours`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, author_id, colour_id, count(*) FROM author_colours GROUP BY organization_id, author_id, colour_id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY author_colours_pkey_new
    ON author_colours (organization_id, author_id, colour_id);

-- build_index (no transaction)
-- 9. build the index `author_colours_author_id_colour_id_idx` of `author_colours`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY author_colours_author_id_colour_id_idx
    ON author_colours (author_id, colour_id);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. check `organization_id` of `author_colours` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM author_colours WHERE organization_id IS NULL;
ALTER TABLE author_colours VALIDATE CONSTRAINT author_colours_organization_id_is_set;

-- 11. check `author_colours_organization_id_fkey` of `author_colours` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE author_colours VALIDATE CONSTRAINT author_colours_organization_id_fkey;
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

-- 12. drop the key `author_colours_pkey` of `author_colours`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE author_colours DROP CONSTRAINT author_colours_pkey;

-- 13. make `organization_id` of `author_colours` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE author_colours ALTER COLUMN organization_id SET NOT NULL;
ALTER TABLE author_colours DROP CONSTRAINT author_colours_organization_id_is_set;

-- 14. add the constraint `author_colours_pkey` to `author_colours`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE author_colours ADD CONSTRAINT author_colours_pkey PRIMARY KEY USING INDEX author_colours_pkey_new;

-- 15. comment on INDEX author_colours_author_id_colour_id_idx
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON INDEX author_colours_author_id_colour_id_idx IS 'Leads the reference of author_id to authors.';

-- row_security (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 16. enable row security of author_colours
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE author_colours ENABLE ROW LEVEL SECURITY;

-- 17. force row security of author_colours
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE author_colours FORCE ROW LEVEL SECURITY;

-- 18. create the policy tenant_isolation of author_colours
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON author_colours
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
