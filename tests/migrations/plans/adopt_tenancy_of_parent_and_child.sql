-- `writers` changed its tenancy, primary key
-- `writers` changed its column `organization_id`: waivers
-- `writers` changed its foreign key `writers_organization_id_fkey`: on_delete, reason
-- `writers` no longer has the index `writers_organization_id_idx`
-- `writers` has a new waiver `tenant_prefix`
-- `articles` changed its tenancy, primary key
-- `articles` has a new column `organization_id`
-- `articles` has a new foreign key `articles_organization_id_fkey`
-- `articles` has a new foreign key `articles_organization_id_writer_id_fkey`
-- `articles` no longer has the foreign key `articles_writer_id_fkey`
-- `articles` has a new index `articles_organization_id_writer_id_idx`
-- `articles` no longer has the index `articles_writer_id_idx`
-- `articles` has a new waiver `tenant_prefix`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the foreign key `writers_organization_id_fkey` of `writers`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE writers DROP CONSTRAINT writers_organization_id_fkey;

-- 2. add the column `organization_id` to `articles`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE articles ADD COLUMN organization_id uuid;

-- 3. add the foreign key `writers_organization_id_fkey` to `writers` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE writers ADD CONSTRAINT writers_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
        NOT VALID;

-- 4. add the foreign key `articles_organization_id_fkey` to `articles` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE articles ADD CONSTRAINT articles_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
        NOT VALID;

-- 5. grant rights on articles
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, writer_id, title), UPDATE (writer_id, title, updated_at), DELETE
    ON articles TO shop_app;

-- 6. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE writers IS 'Who writes articles, in which shop.

Waived soft_delete (T03): TODO
Waived tenant_prefix (N02): TODO';
COMMENT ON TABLE articles IS 'An article of a writer.

Waived soft_delete (T03): TODO
Waived tenant_prefix (N02): TODO';
COMMENT ON COLUMN writers.organization_id IS NULL;

-- backfill (no transaction)
-- 7. fill the column `organization_id` of `articles` in the rows that are there
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
            SELECT id FROM articles$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE articles SET organization_id = (SELECT w.organization_id FROM writers w WHERE w.id = writer_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'articles: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. refuse NULL in `organization_id` of `articles` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE articles ADD CONSTRAINT articles_organization_id_is_set CHECK (organization_id IS NOT NULL) NOT VALID;

-- backfill_rest (no transaction)
-- 9. fill the column `organization_id` of `articles` in the rows of the meantime
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
            SELECT id FROM articles$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE articles SET organization_id = (SELECT w.organization_id FROM writers w WHERE w.id = writer_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'articles: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- build_index (no transaction)
-- 10. build the index of the constraint `writers_pkey` of `writers`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, id, count(*) FROM writers GROUP BY organization_id, id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY writers_pkey_new
    ON writers (organization_id, id);

-- build_index (no transaction)
-- 11. build the index of the constraint `articles_pkey` of `articles`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, id, count(*) FROM articles GROUP BY organization_id, id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY articles_pkey_new
    ON articles (organization_id, id);

-- build_index (no transaction)
-- 12. build the index `articles_organization_id_writer_id_idx` of `articles`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY articles_organization_id_writer_id_idx
    ON articles (organization_id, writer_id)
    WHERE writer_id IS NOT NULL;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. check `writers_organization_id_fkey` of `writers` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE writers VALIDATE CONSTRAINT writers_organization_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 14. check `organization_id` of `articles` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM articles WHERE organization_id IS NULL;
ALTER TABLE articles VALIDATE CONSTRAINT articles_organization_id_is_set;

-- 15. check `articles_organization_id_fkey` of `articles` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE articles VALIDATE CONSTRAINT articles_organization_id_fkey;
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

-- 16. drop the foreign key `articles_writer_id_fkey` of `articles`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE articles DROP CONSTRAINT articles_writer_id_fkey;

-- 17. drop the key `writers_pkey` of `writers`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE writers DROP CONSTRAINT writers_pkey;

-- 18. drop the key `articles_pkey` of `articles`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE articles DROP CONSTRAINT articles_pkey;

-- 19. make `organization_id` of `articles` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE articles ALTER COLUMN organization_id SET NOT NULL;
ALTER TABLE articles DROP CONSTRAINT articles_organization_id_is_set;

-- 20. add the constraint `writers_pkey` to `writers`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE writers ADD CONSTRAINT writers_pkey PRIMARY KEY USING INDEX writers_pkey_new;

-- 21. add the constraint `articles_pkey` to `articles`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE articles ADD CONSTRAINT articles_pkey PRIMARY KEY USING INDEX articles_pkey_new;

-- 22. add the foreign key `articles_organization_id_writer_id_fkey` to `articles` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE articles ADD CONSTRAINT articles_organization_id_writer_id_fkey
        FOREIGN KEY (organization_id, writer_id) REFERENCES writers (organization_id, id)
        ON DELETE SET NULL (writer_id)
        NOT VALID;

-- 23. grant rights on writers
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON writers FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, name), UPDATE (name, updated_at), DELETE
    ON writers TO shop_app;

-- 24. drop the index `writers_organization_id_idx` of `writers`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX writers_organization_id_idx;

-- 25. drop the index `articles_writer_id_idx` of `articles`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX articles_writer_id_idx;

-- 26. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT articles_organization_id_writer_id_fkey ON articles IS 'an article outlives the writer';
COMMENT ON INDEX articles_organization_id_writer_id_idx IS 'Leads the reference of writer_id to writers.';

-- validate_references (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 27. check `articles_organization_id_writer_id_fkey` of `articles` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
ALTER TABLE articles VALIDATE CONSTRAINT articles_organization_id_writer_id_fkey;

-- row_security (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 28. enable row security of writers
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE writers ENABLE ROW LEVEL SECURITY;

-- 29. force row security of writers
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE writers FORCE ROW LEVEL SECURITY;

-- 30. create the policy tenant_isolation of writers
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON writers
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

-- 31. enable row security of articles
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE articles ENABLE ROW LEVEL SECURITY;

-- 32. force row security of articles
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE articles FORCE ROW LEVEL SECURITY;

-- 33. create the policy tenant_isolation of articles
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON articles
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
