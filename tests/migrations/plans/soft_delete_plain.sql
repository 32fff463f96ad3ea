-- `countries` has a new column `deleted_at`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_countries_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_countries_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of countries are soft-deleted at READ COMMITTED or SERIALIZABLE alone',
            HINT = 'At REPEATABLE READ, new rows that refer to them are not seen.';
    END IF;
    PERFORM FROM countries AS t WHERE t.id = OLD.id FOR UPDATE;
    IF NEW.deleted_at = now() THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 2. create the function public.peristyle_countries_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_countries_delete_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
BEGIN
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM towns AS t WHERE t.country_id = NEW.id) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'towns', CONSTRAINT = 'towns_country_id_fkey',
            MESSAGE = 'a live row of towns refers to this row of countries';
    END IF;
    RETURN NULL;
END
$$;

-- 3. create the function public.peristyle_towns_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_towns_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    refused integer;
    gone boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT CASE
            WHEN EXISTS (
                SELECT FROM peristyle_inserted AS r CROSS JOIN LATERAL (
                    SELECT t.deleted_at FROM countries AS t WHERE t.id = r.country_id OFFSET 0
                ) AS t WHERE t.deleted_at IS NOT NULL
            ) THEN 1
        END INTO refused;
    ELSE
        IF OLD.country_id IS DISTINCT FROM NEW.country_id THEN
            SELECT t.deleted_at IS NOT NULL INTO gone FROM countries AS t
                WHERE t.id = NEW.country_id FOR KEY SHARE;
            IF gone THEN
                refused := 1;
            END IF;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'towns', CONSTRAINT = 'towns_country_id_fkey',
            MESSAGE = 'a live row of towns refers to a soft-deleted row of countries';
    END IF;
    RETURN NULL;
END
$$;

-- 4. add the column `deleted_at` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD COLUMN deleted_at timestamptz;

-- 5. create the trigger peristyle_delete_lock of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE ON countries
    FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION public.peristyle_countries_delete_lock();

-- 6. create the trigger peristyle_delete_rows of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE ON countries
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_countries_delete_rows();

-- 7. create the trigger peristyle_live_insert of towns
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON towns
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_towns_live();

-- 8. create the trigger peristyle_live_update of towns
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE ON towns
    FOR EACH ROW
    WHEN (OLD.country_id IS DISTINCT FROM NEW.country_id AND NEW.country_id IS NOT NULL)
    EXECUTE FUNCTION public.peristyle_towns_live();

-- 9. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, area, note), UPDATE (code, name, people, area, note, updated_at, deleted_at)
    ON countries TO shop_app;

-- 10. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_countries_delete_lock() IS 'Locks a row of countries before its soft delete, against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_countries_delete_rows() IS 'Applies on_delete to the rows that refer to a soft-deleted row of countries.';
COMMENT ON FUNCTION public.peristyle_towns_live() IS 'Refuses a live row of towns that refers to a soft-deleted row.';

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 11. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON countries FROM shop_app;
GRANT SELECT, INSERT (id, code, name, people, area, note), UPDATE (code, name, people, area, note, updated_at, deleted_at)
    ON countries TO shop_app;
