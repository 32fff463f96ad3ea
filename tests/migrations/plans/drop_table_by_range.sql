-- the table `org_visits` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. replace the function public.peristyle_org_products_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_lock() RETURNS trigger
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

-- 2. replace the function public.peristyle_org_products_delete_settle()
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
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 3. drop the trigger peristyle_delete_rows of org_products
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_rows ON org_products;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. drop the table `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_visits;
DROP TABLE org_visits;

-- 5. drop the function public.peristyle_refuse_move()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_refuse_move();

-- 6. drop the function public.peristyle_org_products_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_rows();

-- 7. drop the function public.peristyle_org_visits_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_live();

-- 8. drop the function public.peristyle_org_visits_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_live_update();

-- 9. drop the function public.peristyle_org_visits_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_statement();

-- 10. drop the function public.peristyle_org_visits_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_lock();

-- 11. drop the function public.peristyle_org_visits_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_settle();
