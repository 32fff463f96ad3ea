-- the table `org_categories_now` is new
-- `org_products` changed its foreign key `org_products_organization_id_category_id_fkey`: target
-- the table `org_categories` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `org_categories` to `org_categories_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE org_categories RENAME TO org_categories_now;

-- 2. rename the constraint `org_categories_pkey` of `org_categories_now` to `org_categories_now_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories_now RENAME CONSTRAINT org_categories_pkey TO org_categories_now_pkey;

-- 3. rename the constraint `org_categories_places_check` of `org_categories_now` to `org_categories_now_places_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories_now RENAME CONSTRAINT org_categories_places_check TO org_categories_now_places_check;

-- 4. rename the constraint `org_categories_organization_id_fkey` of `org_categories_now` to `org_categories_now_organization_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories_now RENAME CONSTRAINT org_categories_organization_id_fkey TO org_categories_now_organization_id_fkey;

-- 5. rename the constraint `org_categories_organization_id_parent_id_fkey` of `org_categories_now` to `org_categories_now_organization_id_parent_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories_now RENAME CONSTRAINT org_categories_organization_id_parent_id_fkey TO org_categories_now_organization_id_parent_id_fkey;

-- 6. rename the index `org_categories_organization_id_name_key` of `org_categories_now` to `org_categories_now_organization_id_name_key`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_categories_organization_id_name_key RENAME TO org_categories_now_organization_id_name_key;

-- 7. rename the index `org_categories_organization_id_places_idx` of `org_categories_now` to `org_categories_now_organization_id_places_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_categories_organization_id_places_idx RENAME TO org_categories_now_organization_id_places_idx;

-- 8. rename the index `org_categories_organization_id_parent_id_idx` of `org_categories_now` to `org_categories_now_organization_id_parent_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_categories_organization_id_parent_id_idx RENAME TO org_categories_now_organization_id_parent_id_idx;

-- 9. create the function public.peristyle_org_categories_now_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_now_live() RETURNS trigger
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
        r.parent_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories_now AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.parent_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories_now AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories_now', CONSTRAINT = 'org_categories_now_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories_now refers to a soft-deleted row of org_categories_now';
    END IF;
    RETURN NULL;
END
$$;

-- 10. create the function public.peristyle_org_categories_now_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_now_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories_now AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories_now', CONSTRAINT = 'org_categories_now_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories_now refers to a soft-deleted row of org_categories_now';
    END IF;
    RETURN NULL;
END
$$;

-- 11. create the function public.peristyle_org_categories_now_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_now_delete_statement() RETURNS trigger
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

-- 12. create the function public.peristyle_org_categories_now_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_now_delete_lock() RETURNS trigger
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
            MESSAGE = 'rows of org_categories_now are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_categories_now AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
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

-- 13. create the function public.peristyle_org_categories_now_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_now_delete_settle() RETURNS trigger
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
        SELECT FROM org_categories_now AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories_now AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories_now', CONSTRAINT = 'org_categories_now_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories_now refers to a soft-deleted row of org_categories_now';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE org_categories_now AS t SET parent_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at IS NULL;
    UPDATE org_products AS t SET category_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.category_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;

-- 14. replace the function public.peristyle_org_products_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_live() RETURNS trigger
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
        r.category_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories_now AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.category_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories_now AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories_now';
    END IF;
    RETURN NULL;
END
$$;

-- 15. replace the function public.peristyle_org_products_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.category_id IS DISTINCT FROM NEW.category_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories_now AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories_now';
    END IF;
    RETURN NULL;
END
$$;

-- 16. replace the function public.peristyle_org_products_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_settle() RETURNS trigger
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
        SELECT FROM org_products AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories_now AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories_now';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN NULL;
END
$$;

-- 17. replace the trigger peristyle_live_insert of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_categories_now;

-- 18. replace the trigger peristyle_live_update of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_update ON org_categories_now;

-- 19. replace the trigger peristyle_delete_begin of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON org_categories_now;

-- 20. replace the trigger peristyle_delete_end of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON org_categories_now;

-- 21. replace the trigger peristyle_delete_lock of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_lock ON org_categories_now;

-- 22. replace the trigger peristyle_delete_settle of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_settle ON org_categories_now;

-- 23. create the view org_categories, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW org_categories WITH (security_invoker = true) AS
    SELECT id, organization_id, name, parent_id, places, width, note, created_at, updated_at, deleted_at
    FROM org_categories_now;

-- 24. replace the trigger peristyle_live_insert of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_categories_now
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_categories_now_live();

-- 25. replace the trigger peristyle_live_update of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, parent_id ON org_categories_now
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.parent_id IS DISTINCT FROM NEW.parent_id AND NEW.parent_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_categories_now_live_update();

-- 26. replace the trigger peristyle_delete_begin of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_categories_now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_categories_now_delete_statement();

-- 27. replace the trigger peristyle_delete_end of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_categories_now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_categories_now_delete_statement();

-- 28. replace the trigger peristyle_delete_lock of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_categories_now
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_categories_now_delete_lock();

-- 29. replace the trigger peristyle_delete_settle of org_categories_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_categories_now
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_categories_now_delete_settle();

-- 30. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, name, parent_id, places, width, note), UPDATE (name, parent_id, places, width, note, updated_at, deleted_at)
    ON org_categories TO shop_app;

-- 31. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON VIEW org_categories IS 'The old name of org_categories_now, until 0.5.';
COMMENT ON FUNCTION public.peristyle_org_categories_now_live() IS 'Refuses live rows of org_categories_now that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_categories_now_live_update() IS 'Refuses an update of org_categories_now after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_categories_now_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_categories_now.';
COMMENT ON FUNCTION public.peristyle_org_categories_now_delete_lock() IS 'Sets the time of a soft delete of a row of org_categories_now, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_categories_now_delete_settle() IS 'Completes a soft delete or a restore of a row of org_categories_now, once all that follow it are deleted or restored.';
COMMENT ON INDEX org_categories_now_organization_id_parent_id_idx IS 'Leads the reference of parent_id to org_categories_now.';
COMMENT ON INDEX org_products_organization_id_category_id_idx IS 'Leads the reference of category_id to org_categories_now.';

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 32. drop the function public.peristyle_org_categories_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_live();

-- 33. drop the function public.peristyle_org_categories_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_live_update();

-- 34. drop the function public.peristyle_org_categories_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_delete_statement();

-- 35. drop the function public.peristyle_org_categories_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_delete_lock();

-- 36. drop the function public.peristyle_org_categories_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_delete_settle();
