-- `org_visits` changed its history
-- the table `org_visits_history` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_visits_history()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
DECLARE
    ended timestamptz := greatest(now(), OLD.updated_at + interval '1 microsecond');
    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
    tenant text := current_setting('peristyle.organization_id', true);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.updated_at > clock_timestamp() THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of org_visits is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        ended := NEW.updated_at;
    END IF;
    IF tenant IS DISTINCT FROM OLD.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', OLD.organization_id::text, true);
    END IF;
    INSERT INTO org_visits_history (id, organization_id, day, page, product_id, hits, spent, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    VALUES (OLD.id, OLD.organization_id, OLD.day, OLD.page, OLD.product_id, OLD.hits, OLD.spent, OLD.note, OLD.created_at, OLD.updated_at, OLD.deleted_at, OLD.updated_at, ended, changed_by);
    IF tenant IS DISTINCT FROM OLD.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_visits_history() FROM PUBLIC;

-- 2. create the table `org_visits_history`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_visits_history (
    id                 uuid          NOT NULL,
    organization_id    uuid          NOT NULL,
    day                date          NOT NULL,
    page               varchar(80)   NOT NULL,
    product_id         uuid,
    hits               integer       NOT NULL DEFAULT 0,
    clicks             integer       GENERATED ALWAYS AS (hits * 2) STORED,
    spent              numeric(10,2) NOT NULL DEFAULT 0,
    note               text,
    created_at         timestamptz   NOT NULL DEFAULT now(),
    updated_at         timestamptz   NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    version_from       timestamptz   NOT NULL,
    version_until      timestamptz   NOT NULL,
    version_changed_by text          NOT NULL,

    CONSTRAINT org_visits_history_pkey PRIMARY KEY (organization_id, id, day, version_until)
);

-- 3. create the trigger peristyle_history of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history
    AFTER UPDATE OR DELETE ON org_visits
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_visits_history();

-- 4. create the trigger peristyle_history_truncate of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_visits
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

-- 5. create the trigger peristyle_history_truncate of org_visits_2026
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_visits_2026
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

-- 6. create the trigger peristyle_history_truncate of org_visits_rest
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_visits_rest
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

-- 7. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
ALTER TABLE org_visits_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_visits_history FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_visits_history
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT
    ON org_visits_history TO shop_app;

-- 8. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_visits_history() IS 'Keeps the versions of the rows of org_visits.';
COMMENT ON TABLE org_visits_history IS 'The versions of rows of org_visits that were changed or deleted.';
COMMENT ON COLUMN org_visits_history.version_from IS 'When the row got these values.';
COMMENT ON COLUMN org_visits_history.version_until IS 'When it lost them.';
COMMENT ON COLUMN org_visits_history.version_changed_by IS 'Who changed or deleted the row then.';
