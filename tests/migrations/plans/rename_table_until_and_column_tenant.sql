-- the table `org_products_now` is new
-- `org_visits` changed its foreign key `org_visits_organization_id_product_id_fkey`: target
-- the table `org_products` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `org_products` to `org_products_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE org_products RENAME TO org_products_now;

-- 2. rename the constraint `org_products_pkey` of `org_products_now` to `org_products_now_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now RENAME CONSTRAINT org_products_pkey TO org_products_now_pkey;

-- 3. rename the constraint `org_products_price_check` of `org_products_now` to `org_products_now_price_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now RENAME CONSTRAINT org_products_price_check TO org_products_now_price_check;

-- 4. rename the constraint `org_products_title_is_there` of `org_products_now` to `org_products_now_title_is_there`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now RENAME CONSTRAINT org_products_title_is_there TO org_products_now_title_is_there;

-- 5. rename the constraint `org_products_stock_check` of `org_products_now` to `org_products_now_stock_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now RENAME CONSTRAINT org_products_stock_check TO org_products_now_stock_check;

-- 6. rename the constraint `org_products_tags_check` of `org_products_now` to `org_products_now_tags_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now RENAME CONSTRAINT org_products_tags_check TO org_products_now_tags_check;

-- 7. rename the constraint `org_products_organization_id_fkey` of `org_products_now` to `org_products_now_organization_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now RENAME CONSTRAINT org_products_organization_id_fkey TO org_products_now_organization_id_fkey;

-- 8. rename the constraint `org_products_organization_id_category_id_fkey` of `org_products_now` to `org_products_now_organization_id_category_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now RENAME CONSTRAINT org_products_organization_id_category_id_fkey TO org_products_now_organization_id_category_id_fkey;

-- 9. rename the index `org_products_organization_id_sku_key` of `org_products_now` to `org_products_now_organization_id_sku_key`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_sku_key RENAME TO org_products_now_organization_id_sku_key;

-- 10. rename the index `org_products_organization_id_created_at_id_idx` of `org_products_now` to `org_products_now_organization_id_created_at_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_created_at_id_idx RENAME TO org_products_now_organization_id_created_at_id_idx;

-- 11. rename the index `org_products_organization_id_title_idx` of `org_products_now` to `org_products_now_organization_id_title_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_title_idx RENAME TO org_products_now_organization_id_title_idx;

-- 12. rename the index `org_products_organization_id_category_id_idx` of `org_products_now` to `org_products_now_organization_id_category_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_category_id_idx RENAME TO org_products_now_organization_id_category_id_idx;

-- 13. replace the function public.peristyle_org_categories_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_categories_delete_settle() RETURNS trigger
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
        SELECT FROM org_categories AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories', CONSTRAINT = 'org_categories_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories refers to a soft-deleted row of org_categories';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE org_categories AS t SET parent_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at IS NULL;
    UPDATE org_products_now AS t SET category_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.category_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;

-- 14. create the function public.peristyle_org_products_now_note_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_now_note_across_releases() RETURNS trigger
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

-- 15. create the function public.peristyle_org_products_now_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_now_live() RETURNS trigger
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
        r.category_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.category_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products_now', CONSTRAINT = 'org_products_now_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products_now refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 16. create the function public.peristyle_org_products_now_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_now_live_update() RETURNS trigger
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
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products_now', CONSTRAINT = 'org_products_now_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products_now refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 17. create the function public.peristyle_org_products_now_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_now_delete_statement() RETURNS trigger
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

-- 18. create the function public.peristyle_org_products_now_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_now_delete_lock() RETURNS trigger
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
            MESSAGE = 'rows of org_products_now are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_products_now AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
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

-- 19. create the function public.peristyle_org_products_now_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_now_delete_rows() RETURNS trigger
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
        UPDATE org_visits AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at = OLD.deleted_at;
    ELSE
        UPDATE org_visits AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at IS NULL;
    END IF;
    PERFORM set_config('peristyle.cascade', coalesce(outer_cascade, ''), true);
    RETURN NULL;
END
$$;

-- 20. create the function public.peristyle_org_products_now_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_now_delete_settle() RETURNS trigger
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
        SELECT FROM org_products_now AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products_now', CONSTRAINT = 'org_products_now_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products_now refers to a soft-deleted row of org_categories';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN NULL;
END
$$;

-- 21. replace the function public.peristyle_org_visits_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_visits_live() RETURNS trigger
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
        r.product_id IS NOT NULL AND (SELECT t.deleted_at FROM org_products_now AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.product_id IS NOT NULL AND (SELECT t.deleted_at FROM org_products_now AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_products_now';
    END IF;
    RETURN NULL;
END
$$;

-- 22. replace the function public.peristyle_org_visits_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_visits_live_update() RETURNS trigger
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
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products_now AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_products_now';
    END IF;
    RETURN NULL;
END
$$;

-- 23. replace the function public.peristyle_org_visits_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_visits_delete_settle() RETURNS trigger
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
        SELECT FROM org_visits AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.day = NEW.day AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products_now AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_products_now';
    END IF;
    RETURN NULL;
END
$$;

-- 24. drop the check `org_products_now_title_is_there` of `org_products_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now DROP CONSTRAINT org_products_now_title_is_there;

-- 25. replace the trigger peristyle_live_insert of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_products_now;

-- 26. replace the trigger peristyle_live_update of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_update ON org_products_now;

-- 27. replace the trigger peristyle_delete_begin of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON org_products_now;

-- 28. replace the trigger peristyle_delete_end of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON org_products_now;

-- 29. replace the trigger peristyle_delete_lock of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_lock ON org_products_now;

-- 30. replace the trigger peristyle_delete_rows of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_rows ON org_products_now;

-- 31. replace the trigger peristyle_delete_settle of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_settle ON org_products_now;

-- 32. change the type of `title` of `org_products_now` from varchar(50) to text
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now ALTER COLUMN title DROP DEFAULT;
ALTER TABLE org_products_now ALTER COLUMN title TYPE text;
ALTER TABLE org_products_now ALTER COLUMN title SET DEFAULT 'untitled';

-- 33. add the column `remark` to `org_products_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now ADD COLUMN remark text;

-- 34. add the column `extra` to `org_products_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products_now ADD COLUMN extra integer;

-- 35. add the check `org_products_now_title_is_there` to `org_products_now` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_products_now ADD CONSTRAINT org_products_now_title_is_there CHECK (title <> '') NOT VALID;

-- 36. create the view org_products, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW org_products WITH (security_invoker = true) AS
    SELECT id, organization_id, sku, title, price, stock, worth, status, category_id, tags, remark, created_at, updated_at, deleted_at, note, extra
    FROM org_products_now;

-- 37. create the trigger peristyle_across_releases_note of org_products_now
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_note
    BEFORE INSERT OR UPDATE ON org_products_now
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_products_now_note_across_releases();

-- 38. replace the trigger peristyle_live_insert of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_products_now
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_products_now_live();

-- 39. replace the trigger peristyle_live_update of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, category_id ON org_products_now
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.category_id IS DISTINCT FROM NEW.category_id AND NEW.category_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_products_now_live_update();

-- 40. replace the trigger peristyle_delete_begin of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_products_now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_products_now_delete_statement();

-- 41. replace the trigger peristyle_delete_end of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_products_now
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_products_now_delete_statement();

-- 42. replace the trigger peristyle_delete_lock of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_products_now
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_products_now_delete_lock();

-- 43. replace the trigger peristyle_delete_rows of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE OF deleted_at ON org_products_now
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_products_now_delete_rows();

-- 44. replace the trigger peristyle_delete_settle of org_products_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_products_now
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_products_now_delete_settle();

-- 45. grant rights on org_products_now
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, remark, note, extra), UPDATE (sku, title, price, stock, status, category_id, tags, remark, updated_at, deleted_at, note, extra)
    ON org_products_now TO shop_app;

-- 46. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, remark, note, extra), UPDATE (sku, title, price, stock, status, category_id, tags, remark, updated_at, deleted_at, note, extra)
    ON org_products TO shop_app;

-- 47. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_products_now_note_across_releases() IS 'Keeps note of org_products_now in step with remark until 0.5.';
COMMENT ON VIEW org_products IS 'The old name of org_products_now, until 0.5.';
COMMENT ON FUNCTION public.peristyle_org_products_now_live() IS 'Refuses live rows of org_products_now that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_products_now_live_update() IS 'Refuses an update of org_products_now after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_products_now_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_products_now.';
COMMENT ON FUNCTION public.peristyle_org_products_now_delete_lock() IS 'Sets the time of a soft delete of a row of org_products_now, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_products_now_delete_rows() IS 'Soft-deletes and restores the rows that refer to a row of org_products_now by cascade.';
COMMENT ON FUNCTION public.peristyle_org_products_now_delete_settle() IS 'Completes a soft delete or a restore of a row of org_products_now, once all that follow it are deleted or restored.';
COMMENT ON COLUMN org_products_now.note IS 'The old name of remark: a trigger keeps both in step until 0.5.';
COMMENT ON CONSTRAINT org_products_now_title_is_there ON org_products_now IS 'a product has a title';
COMMENT ON INDEX org_visits_organization_id_product_id_idx IS 'Leads the reference of product_id to org_products_now.';

-- backfill (no transaction)
-- 48. fill the column `remark` of `org_products_now` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
    last_1 uuid;
    last_2 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        IF NOT bypasses THEN
            ALTER TABLE org_products_now NO FORCE ROW LEVEL SECURITY;
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT organization_id, id FROM org_products_now$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (organization_id, id) > ($1, $2)$batch$ END || $batch$
            ORDER BY organization_id, id LIMIT 5000
        ), filled AS (
            UPDATE org_products_now SET remark = note
            WHERE record_image_ne(ROW(remark), ROW(note)) AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), organization_id, id FROM batch
        ORDER BY organization_id DESC, id DESC LIMIT 1$batch$
        INTO filled, last_1, last_2 USING last_1, last_2;
        IF NOT bypasses THEN
            ALTER TABLE org_products_now FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'org_products_now: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 49. collect the statistics of `title` of `org_products_now`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_products_now (title);

-- 50. check `org_products_now_title_is_there` of `org_products_now` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products_now WHERE NOT (title <> '');
ALTER TABLE org_products_now VALIDATE CONSTRAINT org_products_now_title_is_there;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 51. drop the function public.peristyle_org_products_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_live();

-- 52. drop the function public.peristyle_org_products_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_live_update();

-- 53. drop the function public.peristyle_org_products_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_statement();

-- 54. drop the function public.peristyle_org_products_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_lock();

-- 55. drop the function public.peristyle_org_products_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_rows();

-- 56. drop the function public.peristyle_org_products_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_settle();
