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

CREATE FUNCTION public.peristyle_keep_numbers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a row of % is not deleted: its % would be a gap', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RAISE EXCEPTION '% of % never changes, nor what it is counted by', TG_ARGV[0], TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
COMMENT ON FUNCTION public.peristyle_keep_numbers() IS 'Refuses changes of numbers, and deletes that would leave a gap in them.';

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

CREATE TABLE org_invoices_number_counters (
    organization_id uuid   NOT NULL,
    number          bigint NOT NULL,

    CONSTRAINT org_invoices_number_counters_pkey PRIMARY KEY (organization_id),
    CONSTRAINT org_invoices_number_counters_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

COMMENT ON TABLE org_invoices_number_counters IS 'Counts.';

CREATE TABLE org_invoices_sheet_counters (
    organization_id uuid   NOT NULL,
    series_id       uuid   NOT NULL,
    sheet           bigint NOT NULL,

    CONSTRAINT org_invoices_sheet_counters_pkey PRIMARY KEY (organization_id, series_id),
    CONSTRAINT org_invoices_sheet_counters_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

COMMENT ON TABLE org_invoices_sheet_counters IS 'Counts.';

CREATE TABLE org_invoices (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    number          bigint      NOT NULL,
    sheet           bigint      NOT NULL,
    series_id       uuid        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_invoices_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_invoices_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_invoices
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_invoices_number_take_number() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    taken jsonb := nullif(current_setting('peristyle.numbers_org_invoices_number', true), '');
    counted_by text := ROW(NEW.organization_id)::text;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NEW.number IS NOT NULL THEN
        RETURN NEW;
    END IF;
    NEW.number := taken ->> counted_by;
    IF NEW.number IS NULL THEN
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
        END IF;
        INSERT INTO org_invoices_number_counters AS counter (organization_id, number) VALUES (NEW.organization_id, 0)
            ON CONFLICT (organization_id) DO UPDATE SET number = counter.number
            RETURNING counter.number INTO NEW.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END IF;
    NEW.number := NEW.number + 1;
    PERFORM set_config('peristyle.numbers_org_invoices_number', (coalesce(taken, '{}') || jsonb_build_object(counted_by, NEW.number))::text, true);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_invoices_number_take_number() IS 'Takes the next number of org_invoices, as the owner of the counters.';
REVOKE ALL ON FUNCTION public.peristyle_org_invoices_number_take_number() FROM PUBLIC;

CREATE TRIGGER peristyle_number_take
    BEFORE INSERT ON org_invoices
    FOR EACH ROW
    EXECUTE FUNCTION public.peristyle_org_invoices_number_take_number();

CREATE FUNCTION public.peristyle_org_invoices_number_count_numbers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    of_tenant uuid;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    FOR of_tenant IN SELECT DISTINCT organization_id FROM inserted LOOP
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', of_tenant::text, true);
        END IF;
        IF coalesce(current_setting('peristyle.numbers_org_invoices_number', true), '') NOT IN ('', '{}') AND EXISTS (
            SELECT FROM (SELECT organization_id, max(number) AS last FROM inserted WHERE organization_id = of_tenant GROUP BY organization_id) AS latest
                LEFT JOIN org_invoices_number_counters AS counter ON counter.organization_id = latest.organization_id
                WHERE latest.last - coalesce(counter.number, 0) > (SELECT count(*) FROM org_invoices AS numbered
                    WHERE numbered.organization_id = latest.organization_id AND numbered.number > coalesce(counter.number, 0) AND numbered.number <= latest.last)
        ) THEN
            RAISE EXCEPTION 'ON CONFLICT skipped a row between others, which leaves a gap in % of %', 'number', 'org_invoices'
                USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'Insert each row by a statement of its own.';
        END IF;
        INSERT INTO org_invoices_number_counters AS counter (organization_id, number)
            SELECT organization_id, max(number) FROM inserted WHERE organization_id = of_tenant GROUP BY organization_id
            ON CONFLICT (organization_id) DO UPDATE SET number = excluded.number WHERE counter.number < excluded.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END LOOP;
    PERFORM set_config('peristyle.numbers_org_invoices_number', '', true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_invoices_number_count_numbers() IS 'Moves the counters behind number of the inserted rows of org_invoices, as their owner.';
REVOKE ALL ON FUNCTION public.peristyle_org_invoices_number_count_numbers() FROM PUBLIC;

CREATE TRIGGER peristyle_number_end
    AFTER INSERT ON org_invoices
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_invoices_number_count_numbers();

CREATE TRIGGER peristyle_number_kept
    BEFORE UPDATE ON org_invoices
    FOR EACH ROW
    WHEN (OLD.number IS NOT NULL AND OLD.number IS DISTINCT FROM NEW.number
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id)
    EXECUTE FUNCTION public.peristyle_keep_numbers('number');

CREATE TRIGGER peristyle_number_rows
    BEFORE DELETE ON org_invoices
    FOR EACH ROW
    EXECUTE FUNCTION public.peristyle_keep_numbers('number');
ALTER TABLE org_invoices ENABLE ALWAYS TRIGGER peristyle_number_rows;

CREATE FUNCTION public.peristyle_org_invoices_sheet_take_number() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    taken jsonb := nullif(current_setting('peristyle.numbers_org_invoices_sheet', true), '');
    counted_by text := ROW(NEW.organization_id, NEW.series_id)::text;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NEW.sheet IS NOT NULL THEN
        RETURN NEW;
    END IF;
    NEW.sheet := taken ->> counted_by;
    IF NEW.sheet IS NULL THEN
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
        END IF;
        INSERT INTO org_invoices_sheet_counters AS counter (organization_id, series_id, sheet) VALUES (NEW.organization_id, NEW.series_id, 0)
            ON CONFLICT (organization_id, series_id) DO UPDATE SET sheet = counter.sheet
            RETURNING counter.sheet INTO NEW.sheet;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END IF;
    NEW.sheet := NEW.sheet + 1;
    PERFORM set_config('peristyle.numbers_org_invoices_sheet', (coalesce(taken, '{}') || jsonb_build_object(counted_by, NEW.sheet))::text, true);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_invoices_sheet_take_number() IS 'Takes the next sheet of org_invoices, as the owner of the counters.';
REVOKE ALL ON FUNCTION public.peristyle_org_invoices_sheet_take_number() FROM PUBLIC;

CREATE TRIGGER peristyle_number_take_2
    BEFORE INSERT ON org_invoices
    FOR EACH ROW
    EXECUTE FUNCTION public.peristyle_org_invoices_sheet_take_number();

CREATE FUNCTION public.peristyle_org_invoices_sheet_count_numbers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    of_tenant uuid;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    FOR of_tenant IN SELECT DISTINCT organization_id FROM inserted LOOP
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', of_tenant::text, true);
        END IF;
        INSERT INTO org_invoices_sheet_counters AS counter (organization_id, series_id, sheet)
            SELECT organization_id, series_id, max(sheet) FROM inserted WHERE organization_id = of_tenant GROUP BY organization_id, series_id
            ON CONFLICT (organization_id, series_id) DO UPDATE SET sheet = excluded.sheet WHERE counter.sheet < excluded.sheet;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END LOOP;
    PERFORM set_config('peristyle.numbers_org_invoices_sheet', '', true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_invoices_sheet_count_numbers() IS 'Moves the counters behind sheet of the inserted rows of org_invoices, as their owner.';
REVOKE ALL ON FUNCTION public.peristyle_org_invoices_sheet_count_numbers() FROM PUBLIC;

CREATE TRIGGER peristyle_number_end_2
    AFTER INSERT ON org_invoices
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_invoices_sheet_count_numbers();

CREATE TRIGGER peristyle_number_kept_2
    BEFORE UPDATE ON org_invoices
    FOR EACH ROW
    WHEN (OLD.sheet IS NOT NULL AND OLD.sheet IS DISTINCT FROM NEW.sheet
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id
        OR OLD.series_id IS DISTINCT FROM NEW.series_id)
    EXECUTE FUNCTION public.peristyle_keep_numbers('sheet');

COMMENT ON TABLE org_invoices IS 'An invoice.';

CREATE TABLE org_tickets_number_counters (
    organization_id uuid   NOT NULL,
    number          bigint NOT NULL,

    CONSTRAINT org_tickets_number_counters_pkey PRIMARY KEY (organization_id),
    CONSTRAINT org_tickets_number_counters_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

COMMENT ON TABLE org_tickets_number_counters IS 'Counts.';

CREATE TABLE org_tickets (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    day             date        NOT NULL,
    number          bigint      NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_tickets_pkey PRIMARY KEY (organization_id, id, day),
    CONSTRAINT org_tickets_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
) PARTITION BY RANGE (day);

CREATE TABLE org_tickets_rest PARTITION OF org_tickets
    DEFAULT;

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_tickets
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_tickets_number_begin_numbers() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF coalesce(current_setting('peristyle.numbers_org_tickets_number', true), '') = '' THEN
        PERFORM set_config('peristyle.numbers_org_tickets_number', '{}', true);
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_tickets_number_begin_numbers() IS 'Opens the numbers of a statement, for number of org_tickets.';

CREATE TRIGGER peristyle_number_begin
    BEFORE INSERT ON org_tickets
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_tickets_number_begin_numbers();

CREATE FUNCTION public.peristyle_org_tickets_number_take_number() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    taken jsonb := nullif(current_setting('peristyle.numbers_org_tickets_number', true), '');
    counted_by text := ROW(NEW.organization_id)::text;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NEW.number IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF taken IS NULL THEN
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
        END IF;
        INSERT INTO org_tickets_number_counters AS counter (organization_id, number) VALUES (NEW.organization_id, 1)
            ON CONFLICT (organization_id) DO UPDATE SET number = counter.number + 1
            RETURNING counter.number INTO NEW.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
        RETURN NEW;
    END IF;
    NEW.number := taken ->> counted_by;
    IF NEW.number IS NULL THEN
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
        END IF;
        INSERT INTO org_tickets_number_counters AS counter (organization_id, number) VALUES (NEW.organization_id, 0)
            ON CONFLICT (organization_id) DO UPDATE SET number = counter.number
            RETURNING counter.number INTO NEW.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END IF;
    NEW.number := NEW.number + 1;
    PERFORM set_config('peristyle.numbers_org_tickets_number', (coalesce(taken, '{}') || jsonb_build_object(counted_by, NEW.number))::text, true);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_tickets_number_take_number() IS 'Takes the next number of org_tickets, as the owner of the counters.';
REVOKE ALL ON FUNCTION public.peristyle_org_tickets_number_take_number() FROM PUBLIC;

CREATE TRIGGER peristyle_number_take
    BEFORE INSERT ON org_tickets
    FOR EACH ROW
    EXECUTE FUNCTION public.peristyle_org_tickets_number_take_number();

CREATE FUNCTION public.peristyle_org_tickets_number_count_numbers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    of_tenant uuid;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    FOR of_tenant IN SELECT DISTINCT organization_id FROM inserted LOOP
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', of_tenant::text, true);
        END IF;
        INSERT INTO org_tickets_number_counters AS counter (organization_id, number)
            SELECT organization_id, max(number) FROM inserted WHERE organization_id = of_tenant GROUP BY organization_id
            ON CONFLICT (organization_id) DO UPDATE SET number = excluded.number WHERE counter.number < excluded.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END LOOP;
    PERFORM set_config('peristyle.numbers_org_tickets_number', '', true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_tickets_number_count_numbers() IS 'Moves the counters behind number of the inserted rows of org_tickets, as their owner.';
REVOKE ALL ON FUNCTION public.peristyle_org_tickets_number_count_numbers() FROM PUBLIC;

CREATE TRIGGER peristyle_number_end
    AFTER INSERT ON org_tickets
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_tickets_number_count_numbers();

CREATE TRIGGER peristyle_number_kept
    BEFORE UPDATE ON org_tickets
    FOR EACH ROW
    WHEN (OLD.number IS NOT NULL AND OLD.number IS DISTINCT FROM NEW.number
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id)
    EXECUTE FUNCTION public.peristyle_keep_numbers('number');

COMMENT ON TABLE org_tickets IS 'A ticket.';

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organizations
    FOR ALL
    USING (id = (SELECT public.current_organization_id()))
    WITH CHECK (id = (SELECT public.current_organization_id()));

ALTER TABLE org_invoices_number_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_invoices_number_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_invoices_number_counters
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_invoices_sheet_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_invoices_sheet_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_invoices_sheet_counters
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_invoices ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_invoices FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_invoices
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_tickets_number_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_tickets_number_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_tickets_number_counters
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_tickets ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_tickets FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_tickets
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_tickets_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_tickets_rest FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_tickets_rest
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

GRANT USAGE ON SCHEMA public TO peristyle_app;
GRANT EXECUTE ON FUNCTION public.current_organization_id() TO peristyle_app;
GRANT SELECT, INSERT (id, name), UPDATE (name, updated_at, deleted_at)
    ON organizations TO peristyle_app;
GRANT SELECT
    ON org_invoices_number_counters TO peristyle_app;
GRANT SELECT
    ON org_invoices_sheet_counters TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, series_id), UPDATE (updated_at, deleted_at)
    ON org_invoices TO peristyle_app;
GRANT SELECT
    ON org_tickets_number_counters TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, day), UPDATE (updated_at, deleted_at)
    ON org_tickets TO peristyle_app;
