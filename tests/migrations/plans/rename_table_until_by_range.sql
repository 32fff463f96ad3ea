-- the table `org_visits_now` is new
-- the table `org_visits` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `org_visits` to `org_visits_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE org_visits RENAME TO org_visits_now;

-- 2. rename the constraint `org_visits_pkey` of `org_visits_now` to `org_visits_now_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_now RENAME CONSTRAINT org_visits_pkey TO org_visits_now_pkey;

-- 3. rename the constraint `org_visits_hits_check` of `org_visits_now` to `org_visits_now_hits_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_now RENAME CONSTRAINT org_visits_hits_check TO org_visits_now_hits_check;

-- 4. rename the constraint `org_visits_organization_id_fkey` of `org_visits_now` to `org_visits_now_organization_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_now RENAME CONSTRAINT org_visits_organization_id_fkey TO org_visits_now_organization_id_fkey;

-- 5. rename the constraint `org_visits_organization_id_product_id_fkey` of `org_visits_now` to `org_visits_now_organization_id_product_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_now RENAME CONSTRAINT org_visits_organization_id_product_id_fkey TO org_visits_now_organization_id_product_id_fkey;

-- 6. rename the index `org_visits_organization_id_page_idx` of `org_visits_now` to `org_visits_now_organization_id_page_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_visits_organization_id_page_idx RENAME TO org_visits_now_organization_id_page_idx;

-- 7. rename the index `org_visits_organization_id_product_id_idx` of `org_visits_now` to `org_visits_now_organization_id_product_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_visits_organization_id_product_id_idx RENAME TO org_visits_now_organization_id_product_id_idx;

-- 8. rename the partition `org_visits_2026` of `org_visits_now` to `org_visits_now_2026`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_2026 RENAME TO org_visits_now_2026;

-- 9. rename the partition `org_visits_rest` of `org_visits_now` to `org_visits_now_rest`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_rest RENAME TO org_visits_now_rest;

-- 10. rename the index `org_visits_2026_pkey` of the partition `org_visits_now_2026` to `org_visits_now_2026_pkey`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_2026_pkey RENAME TO org_visits_now_2026_pkey;

-- 11. rename the index `org_visits_2026_organization_id_page_idx` of the partition `org_visits_now_2026` to `org_visits_now_2026_organization_id_page_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_2026_organization_id_page_idx RENAME TO org_visits_now_2026_organization_id_page_idx;

-- 12. rename the index `org_visits_2026_organization_id_product_id_idx` of the partition `org_visits_now_2026` to `org_visits_now_2026_organization_id_product_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_2026_organization_id_product_id_idx RENAME TO org_visits_now_2026_organization_id_product_id_idx;

-- 13. rename the index `org_visits_rest_pkey` of the partition `org_visits_now_rest` to `org_visits_now_rest_pkey`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_rest_pkey RENAME TO org_visits_now_rest_pkey;

-- 14. rename the index `org_visits_rest_organization_id_page_idx` of the partition `org_visits_now_rest` to `org_visits_now_rest_organization_id_page_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_rest_organization_id_page_idx RENAME TO org_visits_now_rest_organization_id_page_idx;

-- 15. rename the index `org_visits_rest_organization_id_product_id_idx` of the partition `org_visits_now_rest` to `org_visits_now_rest_organization_id_product_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_rest_organization_id_product_id_idx RENAME TO org_visits_now_rest_organization_id_product_id_idx;

-- 16. replace the function public.peristyle_org_products_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    outer_cascade text := current_setting('peristyle.cascade', true);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    PERFORM set_config('peristyle.cascade', 'on', true);
    IF NEW.deleted_at IS NULL THEN
        UPDATE org_visits_now AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at = OLD.deleted_at;
    ELSE
        UPDATE org_visits_now AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at IS NULL;
    END IF;
    PERFORM set_config('peristyle.cascade', coalesce(outer_cascade, ''), true);
    RETURN NULL;
END
$$;

-- 17. create the function public.peristyle_org_visits_now_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_now_live() RETURNS trigger
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
        r.product_id IS NOT NULL AND (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.product_id IS NOT NULL AND (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits_now', CONSTRAINT = 'org_visits_now_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_visits_now refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 18. create the function public.peristyle_org_visits_now_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_now_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.product_id IS DISTINCT FROM NEW.product_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits_now', CONSTRAINT = 'org_visits_now_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_visits_now refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 19. create the function public.peristyle_org_visits_now_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_now_delete_statement() RETURNS trigger
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

-- 20. create the function public.peristyle_org_visits_now_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_now_delete_lock() RETURNS trigger
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

-- 21. create the function public.peristyle_org_visits_now_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_now_delete_settle() RETURNS trigger
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
        SELECT FROM org_visits_now AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.day = NEW.day AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits_now', CONSTRAINT = 'org_visits_now_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_visits_now refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 22. replace the trigger peristyle_live_insert of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_visits_now;

-- 23. replace the trigger peristyle_live_insert of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_visits_now_2026;

-- 24. replace the trigger peristyle_live_insert of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_visits_now_rest;

-- 25. replace the trigger peristyle_live_update of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_update ON org_visits_now;

-- 26. replace the trigger peristyle_delete_begin of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON org_visits_now;

-- 27. replace the trigger peristyle_delete_end of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON org_visits_now;

-- 28. replace the trigger peristyle_delete_begin of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON org_visits_now_2026;

-- 29. replace the trigger peristyle_delete_end of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON org_visits_now_2026;

-- 30. replace the trigger peristyle_delete_begin of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON org_visits_now_rest;

-- 31. replace the trigger peristyle_delete_end of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON org_visits_now_rest;

-- 32. replace the trigger peristyle_delete_lock of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_lock ON org_visits_now;

-- 33. replace the trigger peristyle_delete_settle of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_settle ON org_visits_now;

-- 34. replace the trigger peristyle_refuse_move of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_refuse_move ON org_visits_now;

-- 35. create the view org_visits, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW org_visits WITH (security_invoker = true) AS
    SELECT id, organization_id, day, page, product_id, hits, clicks, spent, note, created_at, updated_at, deleted_at
    FROM org_visits_now;

-- 36. replace the trigger peristyle_live_insert of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_now
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_live();

-- 37. replace the trigger peristyle_live_insert of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_now_2026
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_live();

-- 38. replace the trigger peristyle_live_insert of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_now_rest
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_live();

-- 39. replace the trigger peristyle_live_update of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, product_id ON org_visits_now
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.product_id IS DISTINCT FROM NEW.product_id AND NEW.product_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_visits_now_live_update();

-- 40. replace the trigger peristyle_delete_begin of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 41. replace the trigger peristyle_delete_end of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 42. replace the trigger peristyle_delete_begin of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_now_2026
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 43. replace the trigger peristyle_delete_end of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_now_2026
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 44. replace the trigger peristyle_delete_begin of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_now_rest
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 45. replace the trigger peristyle_delete_end of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_now_rest
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 46. replace the trigger peristyle_delete_lock of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_visits_now
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_lock();

-- 47. replace the trigger peristyle_delete_settle of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_visits_now
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_settle();

-- 48. replace the trigger peristyle_refuse_move of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_refuse_move
    BEFORE UPDATE OF day ON org_visits_now
    FOR EACH ROW
    WHEN ((OLD.day IS DISTINCT FROM NEW.day)
        AND ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.product_id IS DISTINCT FROM NEW.product_id AND NEW.product_id IS NOT NULL))
    EXECUTE FUNCTION public.peristyle_refuse_move('org_visits_now');

-- 49. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, spent, note), UPDATE (page, product_id, hits, spent, note, updated_at, deleted_at)
    ON org_visits TO shop_app;

-- 50. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON VIEW org_visits IS 'The old name of org_visits_now, until 0.5.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_live() IS 'Refuses live rows of org_visits_now that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_live_update() IS 'Refuses an update of org_visits_now after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_visits_now.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_delete_lock() IS 'Sets the time of a soft delete of a row of org_visits_now, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_delete_settle() IS 'Completes a soft delete or a restore of a row of org_visits_now, once all that follow it are deleted or restored.';

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 51. drop the function public.peristyle_org_visits_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_live();

-- 52. drop the function public.peristyle_org_visits_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_live_update();

-- 53. drop the function public.peristyle_org_visits_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_statement();

-- 54. drop the function public.peristyle_org_visits_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_lock();

-- 55. drop the function public.peristyle_org_visits_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_settle();
