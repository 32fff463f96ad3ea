-- Written by peristyle from the tables of the program: change them there, not here.
-- For PostgreSQL 15 or later. Loads once, into a schema that holds none of it; run it in one transaction:
-- psql -1 -v ON_ERROR_STOP=1 -f schema.sql
-- Run it as the role that is to own the tables, which needs USAGE and CREATE on schema public.
-- The role of the application is another one, neither a superuser nor with BYPASSRLS. It has to exist:
-- CREATE ROLE peristyle_app LOGIN;

DO $$
DECLARE
    names text;
    statements text;
BEGIN
    SELECT string_agg(role, ', '), string_agg(statement, ' ') INTO names, statements
        FROM (VALUES ('peristyle_app', 'CREATE ROLE peristyle_app LOGIN;')) AS needed (role, statement)
        WHERE role::name NOT IN (SELECT rolname FROM pg_catalog.pg_roles);
    IF names IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'undefined_object',
            MESSAGE = 'the script needs roles that do not exist: ' || names,
            HINT = 'Run this first, as a superuser: ' || statements;
    END IF;
END
$$;

CREATE FUNCTION public.current_organization_id() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tenant text := current_setting('peristyle.organization_id', true);
BEGIN
    IF tenant IS NULL OR tenant = '' THEN
        RAISE EXCEPTION 'no tenant is set'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'SET LOCAL peristyle.organization_id in the transaction, to an id of organizations.';
    END IF;
    IF tenant NOT LIKE '________-____-____-____-____________' THEN
        RAISE EXCEPTION 'the tenant that is set is not a UUID'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'SET LOCAL peristyle.organization_id in the transaction, to an id of organizations.';
    END IF;
    RETURN tenant::uuid;
END
$$;
COMMENT ON FUNCTION public.current_organization_id() IS 'The tenant of the transaction, from the setting peristyle.organization_id. Raises 42501 when none is set.';

CREATE FUNCTION public.peristyle_set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := greatest(now(), OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.peristyle_set_updated_at() IS 'Keeps updated_at true for every writer; each update moves it forward.';

CREATE FUNCTION public.peristyle_refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION 'TRUNCATE writes no versions of the rows of %', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege', HINT = 'Delete the rows: a trigger keeps a version of each.';
END
$$;
COMMENT ON FUNCTION public.peristyle_refuse_truncate() IS 'Refuses TRUNCATE of a table whose versions are kept.';

CREATE TABLE organizations (
    id         uuid        NOT NULL,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,

    CONSTRAINT organizations_pkey PRIMARY KEY (id)
);

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON organizations
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

COMMENT ON TABLE organizations IS 'Who pays.';

CREATE TABLE org_prices (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    name            text        NOT NULL,
    amount          bigint      NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_prices_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_prices_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_prices
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_prices_history_update() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_prices is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()] AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_prices_history (id, organization_id, name, amount, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.name, one.amount, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, name, amount, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.name, changed.amount, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_update() FROM PUBLIC;
COMMENT ON FUNCTION public.peristyle_org_prices_history_update() IS 'Keeps the versions of the rows of org_prices that are changed.';

CREATE TRIGGER peristyle_history_update
    AFTER UPDATE ON org_prices
    REFERENCING OLD TABLE AS peristyle_old NEW TABLE AS peristyle_new
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_prices_history_update();

CREATE FUNCTION public.peristyle_org_prices_history_delete() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_prices is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, greatest(now(), changed.updated_at + interval '1 microsecond') AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_prices_history (id, organization_id, name, amount, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.name, one.amount, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, name, amount, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.name, changed.amount, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_delete() FROM PUBLIC;
COMMENT ON FUNCTION public.peristyle_org_prices_history_delete() IS 'Keeps the versions of the rows of org_prices that are deleted.';

CREATE TRIGGER peristyle_history_delete
    AFTER DELETE ON org_prices
    REFERENCING OLD TABLE AS peristyle_old
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_prices_history_delete();

CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_prices
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

COMMENT ON TABLE org_prices IS 'What a thing costs.';

CREATE TABLE org_prices_history (
    id                 uuid        NOT NULL,
    organization_id    uuid        NOT NULL,
    name               text        NOT NULL,
    amount             bigint      NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    version_from       timestamptz NOT NULL,
    version_until      timestamptz NOT NULL,
    version_changed_by text        NOT NULL,

    CONSTRAINT org_prices_history_pkey PRIMARY KEY (organization_id, id, version_until)
);

COMMENT ON TABLE org_prices_history IS 'The versions of rows of org_prices that were changed or deleted.';
COMMENT ON COLUMN org_prices_history.version_from IS 'When the row got these values.';
COMMENT ON COLUMN org_prices_history.version_until IS 'When it lost them.';
COMMENT ON COLUMN org_prices_history.version_changed_by IS 'Who changed or deleted the row then.';

CREATE TABLE org_members (
    organization_id uuid        NOT NULL,
    folder_id       uuid        NOT NULL,
    person_id       uuid        NOT NULL,
    role            text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT org_members_pkey PRIMARY KEY (organization_id, folder_id, person_id),
    CONSTRAINT org_members_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_members
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_members_history_update() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_members is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()] AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_members_history (organization_id, folder_id, person_id, role, created_at, updated_at, version_from, version_until, version_changed_by)
            VALUES (one.organization_id, one.folder_id, one.person_id, one.role, one.created_at, one.updated_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_members_history (organization_id, folder_id, person_id, role, created_at, updated_at, version_from, version_until, version_changed_by)
    SELECT changed.organization_id, changed.folder_id, changed.person_id, changed.role, changed.created_at, changed.updated_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_members_history_update() FROM PUBLIC;
COMMENT ON FUNCTION public.peristyle_org_members_history_update() IS 'Keeps the versions of the rows of org_members that are changed.';

CREATE TRIGGER peristyle_history_update
    AFTER UPDATE ON org_members
    REFERENCING OLD TABLE AS peristyle_old NEW TABLE AS peristyle_new
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_members_history_update();

CREATE FUNCTION public.peristyle_org_members_history_delete() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_members is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, greatest(now(), changed.updated_at + interval '1 microsecond') AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_members_history (organization_id, folder_id, person_id, role, created_at, updated_at, version_from, version_until, version_changed_by)
            VALUES (one.organization_id, one.folder_id, one.person_id, one.role, one.created_at, one.updated_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_members_history (organization_id, folder_id, person_id, role, created_at, updated_at, version_from, version_until, version_changed_by)
    SELECT changed.organization_id, changed.folder_id, changed.person_id, changed.role, changed.created_at, changed.updated_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_members_history_delete() FROM PUBLIC;
COMMENT ON FUNCTION public.peristyle_org_members_history_delete() IS 'Keeps the versions of the rows of org_members that are deleted.';

CREATE TRIGGER peristyle_history_delete
    AFTER DELETE ON org_members
    REFERENCING OLD TABLE AS peristyle_old
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_members_history_delete();

CREATE FUNCTION public.peristyle_org_members_history_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
DECLARE
    ended timestamptz;
    tenant text := current_setting('peristyle.organization_id', true);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF tenant IS DISTINCT FROM NEW.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
    END IF;
    SELECT max(version_until) INTO ended FROM org_members_history WHERE (organization_id, folder_id, person_id) = (NEW.organization_id, NEW.folder_id, NEW.person_id);
    IF tenant IS DISTINCT FROM NEW.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
    END IF;
    IF ended > NEW.updated_at THEN
        NEW.updated_at := ended;
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_members_history_insert() FROM PUBLIC;
COMMENT ON FUNCTION public.peristyle_org_members_history_insert() IS 'Lets no row of org_members begin before the one ended that had its key.';

CREATE TRIGGER peristyle_history_insert
    BEFORE INSERT ON org_members
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_members_history_insert();

CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_members
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

COMMENT ON TABLE org_members IS 'Who may read a folder.';

CREATE TABLE org_members_history (
    organization_id    uuid        NOT NULL,
    folder_id          uuid        NOT NULL,
    person_id          uuid        NOT NULL,
    role               text        NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    version_from       timestamptz NOT NULL,
    version_until      timestamptz NOT NULL,
    version_changed_by text        NOT NULL,

    CONSTRAINT org_members_history_pkey PRIMARY KEY (organization_id, folder_id, person_id, version_until)
);

COMMENT ON TABLE org_members_history IS 'The versions of rows of org_members that were changed or deleted.';
COMMENT ON COLUMN org_members_history.version_from IS 'When the row got these values.';
COMMENT ON COLUMN org_members_history.version_until IS 'When it lost them.';
COMMENT ON COLUMN org_members_history.version_changed_by IS 'Who changed or deleted the row then.';

CREATE TABLE org_readings (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    day             date        NOT NULL,
    value           bigint      NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_readings_pkey PRIMARY KEY (organization_id, id, day),
    CONSTRAINT org_readings_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
) PARTITION BY RANGE (day);

CREATE TABLE org_readings_2026 PARTITION OF org_readings
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

CREATE TABLE org_readings_rest PARTITION OF org_readings
    DEFAULT;

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_readings
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_readings_history() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_readings is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        ended := NEW.updated_at;
    END IF;
    IF tenant IS DISTINCT FROM OLD.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', OLD.organization_id::text, true);
    END IF;
    INSERT INTO org_readings_history (id, organization_id, day, value, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    VALUES (OLD.id, OLD.organization_id, OLD.day, OLD.value, OLD.created_at, OLD.updated_at, OLD.deleted_at, OLD.updated_at, ended, changed_by);
    IF tenant IS DISTINCT FROM OLD.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_readings_history() FROM PUBLIC;
COMMENT ON FUNCTION public.peristyle_org_readings_history() IS 'Keeps the versions of the rows of org_readings.';

CREATE TRIGGER peristyle_history
    AFTER UPDATE OR DELETE ON org_readings
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_readings_history();

CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_readings
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_readings_2026
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_readings_rest
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

COMMENT ON TABLE org_readings IS 'What was measured.';

CREATE TABLE org_readings_history (
    id                 uuid        NOT NULL,
    organization_id    uuid        NOT NULL,
    day                date        NOT NULL,
    value              bigint      NOT NULL,
    created_at         timestamptz NOT NULL DEFAULT now(),
    updated_at         timestamptz NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    version_from       timestamptz NOT NULL,
    version_until      timestamptz NOT NULL,
    version_changed_by text        NOT NULL,

    CONSTRAINT org_readings_history_pkey PRIMARY KEY (organization_id, id, day, version_until)
);

COMMENT ON TABLE org_readings_history IS 'The versions of rows of org_readings that were changed or deleted.';
COMMENT ON COLUMN org_readings_history.version_from IS 'When the row got these values.';
COMMENT ON COLUMN org_readings_history.version_until IS 'When it lost them.';
COMMENT ON COLUMN org_readings_history.version_changed_by IS 'Who changed or deleted the row then.';

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organizations
    FOR ALL
    USING (id = (SELECT public.current_organization_id()))
    WITH CHECK (id = (SELECT public.current_organization_id()));

ALTER TABLE org_prices ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_prices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_prices
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_prices_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_prices_history FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_prices_history
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_members ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_members FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_members
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_members_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_members_history FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_members_history
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_readings ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_readings FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_readings
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_readings_2026 ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_readings_2026 FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_readings_2026
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_readings_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_readings_rest FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_readings_rest
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_readings_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_readings_history FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_readings_history
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

GRANT USAGE ON SCHEMA public TO peristyle_app;
GRANT EXECUTE ON FUNCTION public.current_organization_id() TO peristyle_app;
GRANT SELECT, INSERT (id, name), UPDATE (name, updated_at, deleted_at)
    ON organizations TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, name, amount), UPDATE (name, amount, updated_at, deleted_at)
    ON org_prices TO peristyle_app;
GRANT SELECT
    ON org_prices_history TO peristyle_app;
GRANT SELECT, INSERT (organization_id, folder_id, person_id, role), UPDATE (role, updated_at), DELETE
    ON org_members TO peristyle_app;
GRANT SELECT
    ON org_members_history TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, day, value), UPDATE (value, updated_at, deleted_at)
    ON org_readings TO peristyle_app;
GRANT SELECT
    ON org_readings_history TO peristyle_app;
