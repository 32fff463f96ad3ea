-- `org_links` changed its column `label_id`: waivers
-- `org_links` changed its column `code_id`: waivers
-- `org_links` changed its foreign key `org_links_organization_id_label_id_fkey`: on_delete, soft deletes, reason
-- `org_links` has a new foreign key `org_links_organization_id_code_id_fkey`
-- `org_links` has a new index `org_links_organization_id_label_id_idx`
-- `org_links` has a new index `org_links_organization_id_code_id_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_codes_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_codes_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;

-- 2. create the function public.peristyle_org_codes_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_codes_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_codes are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_codes AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;

-- 3. create the function public.peristyle_org_codes_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_codes_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_codes AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM org_links AS t WHERE t.organization_id = NEW.organization_id AND t.code_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_links', CONSTRAINT = 'org_links_organization_id_code_id_fkey',
            MESSAGE = 'a live row of org_links refers to this row of org_codes';
    END IF;
    RETURN NULL;
END
$$;

-- 4. replace the function public.peristyle_org_labels_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_labels_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_labels AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM org_bills AS t WHERE t.organization_id = NEW.organization_id AND t.label_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_bills', CONSTRAINT = 'org_bills_organization_id_label_id_fkey',
            MESSAGE = 'a live row of org_bills refers to this row of org_labels';
    END IF;
    IF EXISTS (SELECT FROM org_gifts AS t WHERE t.organization_id = NEW.organization_id AND t.label_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_gifts', CONSTRAINT = 'org_gifts_organization_id_label_id_fkey',
            MESSAGE = 'a live row of org_gifts refers to this row of org_labels';
    END IF;
    IF EXISTS (SELECT FROM org_links AS t WHERE t.organization_id = NEW.organization_id AND t.label_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_links', CONSTRAINT = 'org_links_organization_id_label_id_fkey',
            MESSAGE = 'a live row of org_links refers to this row of org_labels';
    END IF;
    RETURN NULL;
END
$$;

-- 5. create the function public.peristyle_org_links_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_links_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (
        (SELECT t.deleted_at FROM org_labels AS t WHERE t.organization_id = r.organization_id AND t.id = r.label_id) IS NOT NULL
        OR (SELECT t.deleted_at FROM org_codes AS t WHERE t.organization_id = r.organization_id AND t.id = r.code_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (SELECT t.deleted_at FROM org_labels AS t WHERE t.organization_id = r.organization_id AND t.id = r.label_id) IS NOT NULL) THEN 1
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (SELECT t.deleted_at FROM org_codes AS t WHERE t.organization_id = r.organization_id AND t.id = r.code_id) IS NOT NULL) THEN 2
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_links', CONSTRAINT = 'org_links_organization_id_label_id_fkey',
            MESSAGE = 'a live row of org_links refers to a soft-deleted row of org_labels';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_links', CONSTRAINT = 'org_links_organization_id_code_id_fkey',
            MESSAGE = 'a live row of org_links refers to a soft-deleted row of org_codes';
    END IF;
    RETURN NULL;
END
$$;

-- 6. create the function public.peristyle_org_links_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_links_live_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.label_id IS DISTINCT FROM NEW.label_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_labels AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.label_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.code_id IS DISTINCT FROM NEW.code_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_codes AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.code_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_links', CONSTRAINT = 'org_links_organization_id_label_id_fkey',
            MESSAGE = 'a live row of org_links refers to a soft-deleted row of org_labels';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_links', CONSTRAINT = 'org_links_organization_id_code_id_fkey',
            MESSAGE = 'a live row of org_links refers to a soft-deleted row of org_codes';
    END IF;
    RETURN NULL;
END
$$;

-- 7. create the function public.peristyle_org_links_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_links_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;

-- 8. create the function public.peristyle_org_links_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_links_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;

-- 9. create the function public.peristyle_org_links_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_links_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_links AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_labels AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.label_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_codes AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.code_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_links', CONSTRAINT = 'org_links_organization_id_label_id_fkey',
            MESSAGE = 'a live row of org_links refers to a soft-deleted row of org_labels';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_links', CONSTRAINT = 'org_links_organization_id_code_id_fkey',
            MESSAGE = 'a live row of org_links refers to a soft-deleted row of org_codes';
    END IF;
    RETURN NULL;
END
$$;

-- 10. drop the foreign key `org_links_organization_id_label_id_fkey` of `org_links`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_links DROP CONSTRAINT org_links_organization_id_label_id_fkey;

-- 11. add the foreign key `org_links_organization_id_label_id_fkey` to `org_links` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_links ADD CONSTRAINT org_links_organization_id_label_id_fkey
        FOREIGN KEY (organization_id, label_id) REFERENCES org_labels (organization_id, id)
        ON DELETE RESTRICT
        NOT VALID;

-- 12. add the foreign key `org_links_organization_id_code_id_fkey` to `org_links` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_links ADD CONSTRAINT org_links_organization_id_code_id_fkey
        FOREIGN KEY (organization_id, code_id) REFERENCES org_codes (organization_id, id)
        ON DELETE RESTRICT
        NOT VALID;

-- 13. create the trigger peristyle_delete_begin of org_codes
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_codes
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_codes_delete_statement();

-- 14. create the trigger peristyle_delete_end of org_codes
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_codes
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_codes_delete_statement();

-- 15. create the trigger peristyle_delete_lock of org_codes
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_codes
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_codes_delete_lock();

-- 16. create the trigger peristyle_delete_settle of org_codes
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_codes
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_codes_delete_settle();

-- 17. create the trigger peristyle_live_insert of org_links
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_links
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_links_live();

-- 18. create the trigger peristyle_live_update of org_links
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, label_id, code_id ON org_links
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.label_id IS DISTINCT FROM NEW.label_id AND NEW.label_id IS NOT NULL
        OR OLD.code_id IS DISTINCT FROM NEW.code_id AND NEW.code_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_links_live_update();

-- 19. create the trigger peristyle_delete_begin of org_links
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_links
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_links_delete_statement();

-- 20. create the trigger peristyle_delete_end of org_links
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_links
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_links_delete_statement();

-- 21. create the trigger peristyle_delete_lock of org_links
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_links
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_links_delete_lock();

-- 22. create the trigger peristyle_delete_settle of org_links
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_links
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_links_delete_settle();

-- 23. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_codes_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_codes.';
COMMENT ON FUNCTION public.peristyle_org_codes_delete_lock() IS 'Sets the time of a soft delete of a row of org_codes, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_codes_delete_settle() IS 'Completes a soft delete or a restore of a row of org_codes, once all that follow it are deleted or restored.';
COMMENT ON FUNCTION public.peristyle_org_links_live() IS 'Refuses live rows of org_links that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_links_live_update() IS 'Refuses an update of org_links after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_links_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_links.';
COMMENT ON FUNCTION public.peristyle_org_links_delete_lock() IS 'Sets the time of a soft delete of a row of org_links, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_links_delete_settle() IS 'Completes a soft delete or a restore of a row of org_links, once all that follow it are deleted or restored.';
COMMENT ON CONSTRAINT org_links_organization_id_label_id_fkey ON org_links IS 'a label with links stays';
COMMENT ON CONSTRAINT org_links_organization_id_code_id_fkey ON org_links IS 'a code with links stays';
COMMENT ON COLUMN org_links.label_id IS NULL;
COMMENT ON COLUMN org_links.code_id IS NULL;

-- build_index (no transaction)
-- 24. build the index `org_links_organization_id_label_id_idx` of `org_links`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_links_organization_id_label_id_idx
    ON org_links (organization_id, label_id);

-- build_index (no transaction)
-- 25. build the index `org_links_organization_id_code_id_idx` of `org_links`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_links_organization_id_code_id_idx
    ON org_links (organization_id, code_id);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 26. check `org_links_organization_id_label_id_fkey` of `org_links` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_links NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_labels NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_links VALIDATE CONSTRAINT org_links_organization_id_label_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE org_links FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_labels FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 27. check `org_links_organization_id_code_id_fkey` of `org_links` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_links NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_codes NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_links VALIDATE CONSTRAINT org_links_organization_id_code_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE org_links FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_codes FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 28. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON INDEX org_links_organization_id_label_id_idx IS 'Leads the reference of label_id to org_labels.';
COMMENT ON INDEX org_links_organization_id_code_id_idx IS 'Leads the reference of code_id to org_codes.';
