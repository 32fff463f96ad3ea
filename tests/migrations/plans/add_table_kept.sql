-- the table `villages` is new
-- the table `villages_history` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_villages_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_villages_history_update() RETURNS trigger
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
            MESSAGE = 'the last change of a row of villages is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()] AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO villages_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.note, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO villages_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_villages_history_update() FROM PUBLIC;

-- 2. create the function public.peristyle_villages_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_villages_history_delete() RETURNS trigger
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
            MESSAGE = 'the last change of a row of villages is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, greatest(now(), changed.updated_at + interval '1 microsecond') AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO villages_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.note, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO villages_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_villages_history_delete() FROM PUBLIC;

-- 3. create the table `villages`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on the tables that it refers to, for a moment
CREATE TABLE villages (
    id              uuid          NOT NULL,
    organization_id uuid          NOT NULL,
    tier            varchar(40)   NOT NULL,
    units           integer       NOT NULL DEFAULT 0,
    halves          integer       GENERATED ALWAYS AS (units * 2) STORED,
    rate            numeric(10,2) NOT NULL DEFAULT 0,
    note            text,
    created_at      timestamptz   NOT NULL DEFAULT now(),
    updated_at      timestamptz   NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT villages_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT villages_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT villages_units_check CHECK (units >= 0)
);

CREATE INDEX villages_organization_id_tier_idx
    ON villages (organization_id, tier)
    WHERE deleted_at IS NULL;

-- 4. create the table `villages_history`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE villages_history (
    id                 uuid          NOT NULL,
    organization_id    uuid          NOT NULL,
    tier               varchar(40)   NOT NULL,
    units              integer       NOT NULL DEFAULT 0,
    halves             integer       GENERATED ALWAYS AS (units * 2) STORED,
    rate               numeric(10,2) NOT NULL DEFAULT 0,
    note               text,
    created_at         timestamptz   NOT NULL DEFAULT now(),
    updated_at         timestamptz   NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    version_from       timestamptz   NOT NULL,
    version_until      timestamptz   NOT NULL,
    version_changed_by text          NOT NULL,

    CONSTRAINT villages_history_pkey PRIMARY KEY (organization_id, id, version_until)
);

-- 5. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON villages
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_history_update
    AFTER UPDATE ON villages
    REFERENCING OLD TABLE AS peristyle_old NEW TABLE AS peristyle_new
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_villages_history_update();
CREATE TRIGGER peristyle_history_delete
    AFTER DELETE ON villages
    REFERENCING OLD TABLE AS peristyle_old
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_villages_history_delete();
CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON villages
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();
ALTER TABLE villages ENABLE ROW LEVEL SECURITY;
ALTER TABLE villages FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON villages
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE villages_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE villages_history FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON villages_history
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT, INSERT (id, organization_id, tier, units, rate, note), UPDATE (tier, units, rate, note, updated_at, deleted_at)
    ON villages TO shop_app;
GRANT SELECT
    ON villages_history TO shop_app;

-- 6. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_villages_history_update() IS 'Keeps the versions of the rows of villages that are changed.';
COMMENT ON FUNCTION public.peristyle_villages_history_delete() IS 'Keeps the versions of the rows of villages that are deleted.';
COMMENT ON TABLE villages IS 'What a shop charges, with every version of it.';
COMMENT ON CONSTRAINT villages_units_check ON villages IS 'a price is of units';
COMMENT ON TABLE villages_history IS 'The versions of rows of villages that were changed or deleted.';
COMMENT ON COLUMN villages_history.version_from IS 'When the row got these values.';
COMMENT ON COLUMN villages_history.version_until IS 'When it lost them.';
COMMENT ON COLUMN villages_history.version_changed_by IS 'Who changed or deleted the row then.';
