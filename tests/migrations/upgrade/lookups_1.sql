-- Written by peristyle from the tables of the program: change them there, not here.
-- For PostgreSQL 15 or later. Loads once, into a schema that holds none of it; run it in one transaction:
-- psql -1 -v ON_ERROR_STOP=1 -f schema.sql
-- Run it as the role that is to own the tables, which needs USAGE and CREATE on schema public.
-- Nobody logs in as the role of the look-ups. Who runs the script owns the schema, and is a member of the role until it has run. The role has to exist:
-- CREATE ROLE peristyle_app_lookup NOLOGIN; GRANT peristyle_app_lookup TO CURRENT_USER;
-- The role of the application is another one, neither a superuser nor with BYPASSRLS. It has to exist:
-- CREATE ROLE peristyle_app LOGIN;

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
    IF tenant !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN
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

CREATE FUNCTION public.peristyle_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: its rows are neither changed nor deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION public.peristyle_refuse_change() IS 'Refuses every change of an append-only table''s rows.';

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

CREATE TABLE org_jobs (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    key_hash        bytea       NOT NULL,
    mail            text        NOT NULL,
    due_at          timestamptz NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_jobs_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_jobs_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

CREATE UNIQUE INDEX org_jobs_key_hash_key
    ON org_jobs (key_hash)
    WHERE deleted_at IS NULL;

CREATE INDEX org_jobs_mail_idx
    ON org_jobs (mail)
    WHERE deleted_at IS NULL;

CREATE INDEX org_jobs_due_at_idx
    ON org_jobs (due_at, id)
    WHERE deleted_at IS NULL;

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_jobs
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

COMMENT ON TABLE org_jobs IS 'What waits.';
COMMENT ON INDEX org_jobs_mail_idx IS 'Serves the look-up of tenants, which reads the rows of all of them.';
COMMENT ON INDEX org_jobs_due_at_idx IS 'Serves the look-up of tenants, which reads the rows of all of them.';

CREATE TABLE org_entries (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    what            text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT org_entries_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_entries_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE RESTRICT
);

CREATE TRIGGER peristyle_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON org_entries
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_entries ENABLE ALWAYS TRIGGER peristyle_append_only;

COMMENT ON TABLE org_entries IS 'What was done.';

CREATE TABLE org_logs (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    day             date        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT org_logs_pkey PRIMARY KEY (organization_id, id, day),
    CONSTRAINT org_logs_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE RESTRICT
) PARTITION BY RANGE (day);

CREATE TABLE org_logs_rest PARTITION OF org_logs
    DEFAULT;

CREATE TRIGGER peristyle_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON org_logs
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_logs ENABLE ALWAYS TRIGGER peristyle_append_only;

CREATE TRIGGER peristyle_append_only_rows
    BEFORE UPDATE OR DELETE ON org_logs
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_logs ENABLE ALWAYS TRIGGER peristyle_append_only_rows;

CREATE TRIGGER peristyle_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON org_logs_rest
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_logs_rest ENABLE ALWAYS TRIGGER peristyle_append_only;

COMMENT ON TABLE org_logs IS 'What was said.';

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organizations
    FOR ALL
    USING (id = (SELECT public.current_organization_id()))
    WITH CHECK (id = (SELECT public.current_organization_id()));

ALTER TABLE org_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_jobs
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_entries
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_logs ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_logs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_logs
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_logs_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_logs_rest FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_logs_rest
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

GRANT USAGE ON SCHEMA public TO peristyle_app;
GRANT EXECUTE ON FUNCTION public.current_organization_id() TO peristyle_app;
GRANT SELECT, INSERT (id, name), UPDATE (name, updated_at, deleted_at)
    ON organizations TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, key_hash, mail, due_at), UPDATE (key_hash, mail, due_at, updated_at, deleted_at)
    ON org_jobs TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, what)
    ON org_entries TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, day)
    ON org_logs TO peristyle_app;

GRANT USAGE, CREATE ON SCHEMA public TO peristyle_app_lookup;

CREATE POLICY tenant_lookup ON org_jobs
    FOR SELECT TO peristyle_app_lookup USING (true);
GRANT SELECT (id, organization_id, key_hash, mail, due_at, deleted_at) ON org_jobs TO peristyle_app_lookup;

CREATE FUNCTION org_jobs_tenant_of_key_hash(bytea) RETURNS SETOF uuid
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT organization_id FROM org_jobs
        WHERE key_hash = $1 AND deleted_at IS NULL;
END;
COMMENT ON FUNCTION org_jobs_tenant_of_key_hash(bytea) IS 'The tenant that has a row of org_jobs with this key_hash, before the tenant is known.';
REVOKE ALL ON FUNCTION org_jobs_tenant_of_key_hash(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION org_jobs_tenant_of_key_hash(bytea) TO peristyle_app;
ALTER FUNCTION org_jobs_tenant_of_key_hash(bytea) OWNER TO peristyle_app_lookup;

CREATE FUNCTION org_jobs_tenants_of_mail(text) RETURNS SETOF uuid
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT organization_id FROM org_jobs
        WHERE mail = $1 AND deleted_at IS NULL
        ORDER BY organization_id LIMIT 1000;
END;
COMMENT ON FUNCTION org_jobs_tenants_of_mail(text) IS 'The tenants that have a row of org_jobs with this mail, before the tenant is known.';
REVOKE ALL ON FUNCTION org_jobs_tenants_of_mail(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION org_jobs_tenants_of_mail(text) TO peristyle_app;
ALTER FUNCTION org_jobs_tenants_of_mail(text) OWNER TO peristyle_app_lookup;

CREATE FUNCTION org_jobs_waiting() RETURNS SETOF uuid
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT organization_id FROM (
        SELECT organization_id, row_number() OVER (ORDER BY due_at, id) AS place FROM org_jobs
            WHERE due_at <= now() AND deleted_at IS NULL
            ORDER BY due_at, id LIMIT 1000
    ) AS waiting
        GROUP BY organization_id ORDER BY min(place);
END;
COMMENT ON FUNCTION org_jobs_waiting() IS 'The tenants of the rows of org_jobs that wait, in their order.';
REVOKE ALL ON FUNCTION org_jobs_waiting() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION org_jobs_waiting() TO peristyle_app;
ALTER FUNCTION org_jobs_waiting() OWNER TO peristyle_app_lookup;

REVOKE CREATE ON SCHEMA public FROM peristyle_app_lookup;
