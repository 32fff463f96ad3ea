-- `countries` changed its history, triggers of the history
-- the table `countries_history` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_countries_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_countries_history_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
#variable_conflict use_variable
DECLARE
    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.updated_at > clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of countries is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    INSERT INTO countries_history (id, code, name, people, area, note, created_at, updated_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.code, changed.name, changed.people, changed.area, changed.note, changed.created_at, changed.updated_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_countries_history_update() FROM PUBLIC;

-- 2. create the function public.peristyle_countries_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_countries_history_delete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
#variable_conflict use_variable
DECLARE
    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.updated_at > clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of countries is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    INSERT INTO countries_history (id, code, name, people, area, note, created_at, updated_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.code, changed.name, changed.people, changed.area, changed.note, changed.created_at, changed.updated_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_countries_history_delete() FROM PUBLIC;

-- 3. create the table `countries_history`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE countries_history (
    id                 uuid          NOT NULL,
    code               varchar(2)    NOT NULL,
    name               varchar(80)   NOT NULL,
    people             integer       NOT NULL DEFAULT 0,
    area               numeric(10,2) NOT NULL DEFAULT 0,
    note               text,
    created_at         timestamptz   NOT NULL DEFAULT now(),
    updated_at         timestamptz   NOT NULL DEFAULT now(),
    version_from       timestamptz   NOT NULL,
    version_until      timestamptz   NOT NULL,
    version_changed_by text          NOT NULL,

    CONSTRAINT countries_history_pkey PRIMARY KEY (id, version_until)
);

-- 4. create the trigger peristyle_history_update of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_update
    AFTER UPDATE ON countries
    REFERENCING OLD TABLE AS peristyle_old NEW TABLE AS peristyle_new
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_countries_history_update();

-- 5. create the trigger peristyle_history_delete of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_delete
    AFTER DELETE ON countries
    REFERENCING OLD TABLE AS peristyle_old
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_countries_history_delete();

-- 6. create the trigger peristyle_history_truncate of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON countries
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

-- 7. grant rights on countries_history
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT
    ON countries_history TO shop_app;

-- 8. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_countries_history_update() IS 'Keeps the versions of the rows of countries that are changed.';
COMMENT ON FUNCTION public.peristyle_countries_history_delete() IS 'Keeps the versions of the rows of countries that are deleted.';
COMMENT ON TABLE countries_history IS 'The versions of rows of countries that were changed or deleted.';
COMMENT ON COLUMN countries_history.version_from IS 'When the row got these values.';
COMMENT ON COLUMN countries_history.version_until IS 'When it lost them.';
COMMENT ON COLUMN countries_history.version_changed_by IS 'Who changed or deleted the row then.';
