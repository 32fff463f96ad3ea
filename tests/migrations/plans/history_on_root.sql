-- `organizations` changed its history, triggers of the history
-- the table `organizations_history` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_organizations_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_organizations_history_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
#variable_conflict use_variable
DECLARE
    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
    tenant text := current_setting('peristyle.organization_id', true);
    one record;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.updated_at > clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of organizations is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()] AS version_until FROM peristyle_old AS changed ORDER BY changed.id LOOP
            PERFORM set_config('peristyle.organization_id', one.id::text, true);
            INSERT INTO organizations_history (id, name, seats, balance, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.name, one.seats, one.balance, one.note, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO organizations_history (id, name, seats, balance, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.name, changed.seats, changed.balance, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_organizations_history_update() FROM PUBLIC;

-- 2. create the function public.peristyle_organizations_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_organizations_history_delete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
#variable_conflict use_variable
DECLARE
    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
    tenant text := current_setting('peristyle.organization_id', true);
    one record;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.updated_at > clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of organizations is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, greatest(now(), changed.updated_at + interval '1 microsecond') AS version_until FROM peristyle_old AS changed ORDER BY changed.id LOOP
            PERFORM set_config('peristyle.organization_id', one.id::text, true);
            INSERT INTO organizations_history (id, name, seats, balance, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.name, one.seats, one.balance, one.note, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO organizations_history (id, name, seats, balance, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.name, changed.seats, changed.balance, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_organizations_history_delete() FROM PUBLIC;

-- 3. create the table `organizations_history`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE organizations_history (
    id                 uuid          NOT NULL,
    name               varchar(100)  NOT NULL,
    seats              integer       NOT NULL DEFAULT 0,
    feet               integer       GENERATED ALWAYS AS (seats * 2) STORED,
    balance            numeric(10,2) NOT NULL DEFAULT 0,
    note               text,
    created_at         timestamptz   NOT NULL DEFAULT now(),
    updated_at         timestamptz   NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    version_from       timestamptz   NOT NULL,
    version_until      timestamptz   NOT NULL,
    version_changed_by text          NOT NULL,

    CONSTRAINT organizations_history_pkey PRIMARY KEY (id, version_until)
);

-- 4. create the trigger peristyle_history_update of organizations
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_update
    AFTER UPDATE ON organizations
    REFERENCING OLD TABLE AS peristyle_old NEW TABLE AS peristyle_new
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_organizations_history_update();

-- 5. create the trigger peristyle_history_delete of organizations
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_delete
    AFTER DELETE ON organizations
    REFERENCING OLD TABLE AS peristyle_old
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_organizations_history_delete();

-- 6. create the trigger peristyle_history_truncate of organizations
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON organizations
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

-- 7. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
ALTER TABLE organizations_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations_history FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organizations_history
    FOR ALL
    USING (id = (SELECT public.current_organization_id()))
    WITH CHECK (id = (SELECT public.current_organization_id()));
GRANT SELECT
    ON organizations_history TO shop_app;

-- 8. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_organizations_history_update() IS 'Keeps the versions of the rows of organizations that are changed.';
COMMENT ON FUNCTION public.peristyle_organizations_history_delete() IS 'Keeps the versions of the rows of organizations that are deleted.';
COMMENT ON TABLE organizations_history IS 'The versions of rows of organizations that were changed or deleted.';
COMMENT ON COLUMN organizations_history.version_from IS 'When the row got these values.';
COMMENT ON COLUMN organizations_history.version_until IS 'When it lost them.';
COMMENT ON COLUMN organizations_history.version_changed_by IS 'Who changed or deleted the row then.';
