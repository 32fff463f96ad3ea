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

-- 17. create the function public.peristyle_org_visits_now_note_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_now_note_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.note IS NOT NULL THEN
            NEW.remark := NEW.note;
        ELSE
            NEW.note := NEW.remark;
        END IF;
    ELSIF record_image_ne(ROW(NEW.remark), ROW(OLD.remark)) THEN
        NEW.note := NEW.remark;
    ELSIF record_image_ne(ROW(NEW.note), ROW(OLD.note)) THEN
        NEW.remark := NEW.note;
    END IF;
    RETURN NEW;
END
$$;

-- 18. create the function public.peristyle_org_visits_now_live()
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

-- 19. create the function public.peristyle_org_visits_now_live_update()
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

-- 20. create the function public.peristyle_org_visits_now_delete_statement()
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

-- 21. create the function public.peristyle_org_visits_now_delete_lock()
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

-- 22. create the function public.peristyle_org_visits_now_delete_settle()
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

-- 23. replace the trigger peristyle_live_insert of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_visits_now;

-- 24. replace the trigger peristyle_live_insert of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_visits_now_2026;

-- 25. replace the trigger peristyle_live_insert of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_visits_now_rest;

-- 26. replace the trigger peristyle_live_update of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_update ON org_visits_now;

-- 27. replace the trigger peristyle_delete_begin of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON org_visits_now;

-- 28. replace the trigger peristyle_delete_end of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON org_visits_now;

-- 29. replace the trigger peristyle_delete_begin of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON org_visits_now_2026;

-- 30. replace the trigger peristyle_delete_end of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON org_visits_now_2026;

-- 31. replace the trigger peristyle_delete_begin of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON org_visits_now_rest;

-- 32. replace the trigger peristyle_delete_end of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON org_visits_now_rest;

-- 33. replace the trigger peristyle_delete_lock of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_lock ON org_visits_now;

-- 34. replace the trigger peristyle_delete_settle of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_settle ON org_visits_now;

-- 35. replace the trigger peristyle_refuse_move of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_refuse_move ON org_visits_now;

-- 36. change the type of `page` of `org_visits_now` from varchar(80) to text
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_now ALTER COLUMN page TYPE text;

-- 37. add the column `remark` to `org_visits_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_now ADD COLUMN remark text;

-- 38. add the column `extra` to `org_visits_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_now ADD COLUMN extra integer;

-- 39. create the view org_visits, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW org_visits WITH (security_invoker = true) AS
    SELECT id, organization_id, day, page, product_id, hits, clicks, spent, remark, created_at, updated_at, deleted_at, note, extra
    FROM org_visits_now;

-- 40. create the trigger peristyle_across_releases_note of org_visits_now
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_note
    BEFORE INSERT OR UPDATE ON org_visits_now
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_visits_now_note_across_releases();

-- 41. replace the trigger peristyle_live_insert of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_now
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_live();

-- 42. replace the trigger peristyle_live_insert of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_now_2026
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_live();

-- 43. replace the trigger peristyle_live_insert of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_now_rest
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_live();

-- 44. replace the trigger peristyle_live_update of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, product_id ON org_visits_now
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.product_id IS DISTINCT FROM NEW.product_id AND NEW.product_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_visits_now_live_update();

-- 45. replace the trigger peristyle_delete_begin of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 46. replace the trigger peristyle_delete_end of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 47. replace the trigger peristyle_delete_begin of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_now_2026
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 48. replace the trigger peristyle_delete_end of org_visits_now_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_now_2026
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 49. replace the trigger peristyle_delete_begin of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_now_rest
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 50. replace the trigger peristyle_delete_end of org_visits_now_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_now_rest
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_statement();

-- 51. replace the trigger peristyle_delete_lock of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_visits_now
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_lock();

-- 52. replace the trigger peristyle_delete_settle of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_visits_now
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_visits_now_delete_settle();

-- 53. replace the trigger peristyle_refuse_move of org_visits_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_refuse_move
    BEFORE UPDATE OF day ON org_visits_now
    FOR EACH ROW
    WHEN ((OLD.day IS DISTINCT FROM NEW.day)
        AND ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.product_id IS DISTINCT FROM NEW.product_id AND NEW.product_id IS NOT NULL))
    EXECUTE FUNCTION public.peristyle_refuse_move('org_visits_now');

-- 54. grant rights on org_visits_now
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, spent, remark, note, extra), UPDATE (page, product_id, hits, spent, remark, updated_at, deleted_at, note, extra)
    ON org_visits_now TO shop_app;

-- 55. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, spent, remark, note, extra), UPDATE (page, product_id, hits, spent, remark, updated_at, deleted_at, note, extra)
    ON org_visits TO shop_app;

-- 56. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_visits_now_note_across_releases() IS 'Keeps note of org_visits_now in step with remark until 0.5.';
COMMENT ON VIEW org_visits IS 'The old name of org_visits_now, until 0.5.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_live() IS 'Refuses live rows of org_visits_now that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_live_update() IS 'Refuses an update of org_visits_now after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_visits_now.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_delete_lock() IS 'Sets the time of a soft delete of a row of org_visits_now, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_visits_now_delete_settle() IS 'Completes a soft delete or a restore of a row of org_visits_now, once all that follow it are deleted or restored.';
COMMENT ON COLUMN org_visits_now.note IS 'The old name of remark: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 57. fill the column `remark` of `org_visits_now` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
    last_1 uuid;
    last_2 uuid;
    last_3 date;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        IF NOT bypasses THEN
            ALTER TABLE org_visits_now NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_now_2026 NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_now_rest NO FORCE ROW LEVEL SECURITY;
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT organization_id, id, day FROM org_visits_now$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (organization_id, id, day) > ($1, $2, $3)$batch$ END || $batch$
            ORDER BY organization_id, id, day LIMIT 5000
        ), filled AS (
            UPDATE org_visits_now SET remark = note
            WHERE record_image_ne(ROW(remark), ROW(note)) AND (organization_id, id, day) IN (SELECT organization_id, id, day FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), organization_id, id, day FROM batch
        ORDER BY organization_id DESC, id DESC, day DESC LIMIT 1$batch$
        INTO filled, last_1, last_2, last_3 USING last_1, last_2, last_3;
        IF NOT bypasses THEN
            ALTER TABLE org_visits_now FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_now_2026 FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_now_rest FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'org_visits_now: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 58. collect the statistics of `page` of `org_visits_now`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_visits_now (page);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 59. drop the function public.peristyle_org_visits_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_live();

-- 60. drop the function public.peristyle_org_visits_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_live_update();

-- 61. drop the function public.peristyle_org_visits_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_statement();

-- 62. drop the function public.peristyle_org_visits_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_lock();

-- 63. drop the function public.peristyle_org_visits_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_settle();
