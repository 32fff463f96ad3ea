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

CREATE FUNCTION public.peristyle_refuse_move() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    bounds text := pg_get_partition_constraintdef(TG_RELID);
    stays boolean := TRUE;
BEGIN
    IF bounds IS NOT NULL THEN
        EXECUTE format('SELECT %s FROM (SELECT ($1).*) AS r', bounds) INTO stays USING NEW;
    END IF;
    IF stays THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an update of % that moves a row to another partition changes no reference and no deleted_at', TG_ARGV[0]
        USING ERRCODE = 'feature_not_supported', HINT = 'Use two updates.';
END
$$;
COMMENT ON FUNCTION public.peristyle_refuse_move() IS 'Refuses updates that no trigger would check, since they also move the row to another partition.';

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

CREATE TABLE org_folders (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    name            text        NOT NULL,
    parent_id       uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_folders_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_folders_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_folders_organization_id_parent_id_fkey
        FOREIGN KEY (organization_id, parent_id) REFERENCES org_folders (organization_id, id)
        ON DELETE CASCADE
);

CREATE INDEX org_folders_organization_id_parent_id_idx
    ON org_folders (organization_id, parent_id)
    WHERE parent_id IS NOT NULL;

CREATE UNIQUE INDEX org_folders_organization_id_name_key
    ON org_folders (organization_id, name);

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_folders
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_folders_live() RETURNS trigger
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
        r.parent_id IS NOT NULL AND (SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.parent_id IS NOT NULL AND (SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_folders', CONSTRAINT = 'org_folders_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_folders refers to a soft-deleted row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_folders_live() IS 'Refuses live rows of org_folders that refer to a soft-deleted row.';

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_folders
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_folders_live();

CREATE FUNCTION public.peristyle_org_folders_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_folders', CONSTRAINT = 'org_folders_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_folders refers to a soft-deleted row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_folders_live_update() IS 'Refuses an update of org_folders after which a live row refers to a soft-deleted row.';

CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, parent_id ON org_folders
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.parent_id IS DISTINCT FROM NEW.parent_id AND NEW.parent_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_folders_live_update();

CREATE FUNCTION public.peristyle_org_folders_delete_statement() RETURNS trigger
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
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN pg_trigger_depth() = 1 THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
COMMENT ON FUNCTION public.peristyle_org_folders_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_folders.';

CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_folders
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_folders_delete_statement();

CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_folders
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_folders_delete_statement();

CREATE FUNCTION public.peristyle_org_folders_delete_lock() RETURNS trigger
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
            MESSAGE = 'rows of org_folders are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_folders AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(substring(current_setting('peristyle.deleted_at', true) FROM '[^/]*$'), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
COMMENT ON FUNCTION public.peristyle_org_folders_delete_lock() IS 'Sets the time of a soft delete of a row of org_folders, and locks the row against new rows that refer to it.';

CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_folders
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_folders_delete_lock();

CREATE FUNCTION public.peristyle_org_folders_delete_rows() RETURNS trigger
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
        UPDATE org_folders AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at = OLD.deleted_at;
        UPDATE org_notes AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.folder_id = NEW.id AND t.deleted_at = OLD.deleted_at;
    ELSE
        UPDATE org_folders AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at IS NULL;
        UPDATE org_notes AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.folder_id = NEW.id AND t.deleted_at IS NULL;
    END IF;
    PERFORM set_config('peristyle.cascade', coalesce(outer_cascade, ''), true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_folders_delete_rows() IS 'Soft-deletes and restores the rows that refer to a row of org_folders by cascade.';

CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE OF deleted_at ON org_folders
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_folders_delete_rows();

CREATE FUNCTION public.peristyle_org_folders_delete_key() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'keys of soft-deleted rows of org_folders are changed at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    IF EXISTS (SELECT FROM org_files AS t WHERE t.organization_id = NEW.organization_id AND t.folder_name = NEW.name AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_name_fkey',
            MESSAGE = 'a live row of org_files refers to a soft-deleted row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_folders_delete_key() IS 'Refuses an update of org_folders after which a live row refers to a soft-deleted row.';

CREATE TRIGGER peristyle_delete_key
    AFTER UPDATE OF name ON org_folders
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND (OLD.name IS DISTINCT FROM NEW.name))
    EXECUTE FUNCTION public.peristyle_org_folders_delete_key();

CREATE FUNCTION public.peristyle_org_folders_delete_settle() RETURNS trigger
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
        SELECT FROM org_folders AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_folders', CONSTRAINT = 'org_folders_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_folders refers to a soft-deleted row of org_folders';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM org_files AS t WHERE t.organization_id = NEW.organization_id AND t.folder_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_files refers to this row of org_folders';
    END IF;
    IF EXISTS (SELECT FROM org_files AS t WHERE t.organization_id = NEW.organization_id AND t.folder_name = NEW.name AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_name_fkey',
            MESSAGE = 'a live row of org_files refers to this row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_folders_delete_settle() IS 'Completes a soft delete or a restore of a row of org_folders, once all that follow it are deleted or restored.';

CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_folders
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_folders_delete_settle();

COMMENT ON TABLE org_folders IS 'A folder, which may contain folders.';
COMMENT ON CONSTRAINT org_folders_organization_id_parent_id_fkey ON org_folders IS 'a folder goes with its parent';
COMMENT ON INDEX org_folders_organization_id_parent_id_idx IS 'Leads the reference of parent_id to org_folders.';

CREATE TABLE org_files (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    name            text        NOT NULL,
    folder_id       uuid,
    folder_name     text,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_files_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_files_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_files_organization_id_folder_name_fkey
        FOREIGN KEY (organization_id, folder_name) REFERENCES org_folders (organization_id, name)
        ON DELETE RESTRICT,
    CONSTRAINT org_files_organization_id_folder_id_fkey
        FOREIGN KEY (organization_id, folder_id) REFERENCES org_folders (organization_id, id)
        ON DELETE RESTRICT
);

CREATE INDEX org_files_organization_id_folder_id_idx
    ON org_files (organization_id, folder_id)
    WHERE folder_id IS NOT NULL;

CREATE INDEX org_files_organization_id_folder_name_idx
    ON org_files (organization_id, folder_name)
    WHERE folder_name IS NOT NULL;

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_files
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_files_live() RETURNS trigger
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
        r.folder_name IS NOT NULL AND (SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.name = r.folder_name) IS NOT NULL
        OR r.folder_id IS NOT NULL AND (SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.folder_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.folder_name IS NOT NULL AND (SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.name = r.folder_name) IS NOT NULL) THEN 1
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.folder_id IS NOT NULL AND (SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.folder_id) IS NOT NULL) THEN 2
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_name_fkey',
            MESSAGE = 'a live row of org_files refers to a soft-deleted row of org_folders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_files refers to a soft-deleted row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_files_live() IS 'Refuses live rows of org_files that refer to a soft-deleted row.';

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_files
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_files_live();

CREATE FUNCTION public.peristyle_org_files_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.folder_name IS DISTINCT FROM NEW.folder_name THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.name = NEW.folder_name FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.folder_id IS DISTINCT FROM NEW.folder_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.folder_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_name_fkey',
            MESSAGE = 'a live row of org_files refers to a soft-deleted row of org_folders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_files refers to a soft-deleted row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_files_live_update() IS 'Refuses an update of org_files after which a live row refers to a soft-deleted row.';

CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, folder_name, folder_id ON org_files
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.folder_name IS DISTINCT FROM NEW.folder_name AND NEW.folder_name IS NOT NULL
        OR OLD.folder_id IS DISTINCT FROM NEW.folder_id AND NEW.folder_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_files_live_update();

CREATE FUNCTION public.peristyle_org_files_delete_statement() RETURNS trigger
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
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN pg_trigger_depth() = 1 THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
COMMENT ON FUNCTION public.peristyle_org_files_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_files.';

CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_files
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_files_delete_statement();

CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_files
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_files_delete_statement();

CREATE FUNCTION public.peristyle_org_files_delete_lock() RETURNS trigger
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
            MESSAGE = 'rows of org_files are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_files AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(substring(current_setting('peristyle.deleted_at', true) FROM '[^/]*$'), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
COMMENT ON FUNCTION public.peristyle_org_files_delete_lock() IS 'Sets the time of a soft delete of a row of org_files, and locks the row against new rows that refer to it.';

CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_files
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_files_delete_lock();

CREATE FUNCTION public.peristyle_org_files_delete_settle() RETURNS trigger
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
        SELECT FROM org_files AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.name = NEW.folder_name FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.folder_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_name_fkey',
            MESSAGE = 'a live row of org_files refers to a soft-deleted row of org_folders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_files refers to a soft-deleted row of org_folders';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE org_notes AS t SET cover_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.cover_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_files_delete_settle() IS 'Completes a soft delete or a restore of a row of org_files, once all that follow it are deleted or restored.';

CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_files
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_files_delete_settle();

COMMENT ON TABLE org_files IS 'A file.';
COMMENT ON CONSTRAINT org_files_organization_id_folder_name_fkey ON org_files IS 'a folder whose name is shown stays';
COMMENT ON CONSTRAINT org_files_organization_id_folder_id_fkey ON org_files IS 'a folder with files is emptied first';
COMMENT ON INDEX org_files_organization_id_folder_id_idx IS 'Leads the reference of folder_id to org_folders.';
COMMENT ON INDEX org_files_organization_id_folder_name_idx IS 'Leads the reference of folder_name to org_folders.';

CREATE TABLE org_notes (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    text            text        NOT NULL,
    folder_id       uuid        NOT NULL,
    cover_id        uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_notes_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_notes_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_notes_organization_id_folder_id_fkey
        FOREIGN KEY (organization_id, folder_id) REFERENCES org_folders (organization_id, id)
        ON DELETE CASCADE,
    CONSTRAINT org_notes_organization_id_cover_id_fkey
        FOREIGN KEY (organization_id, cover_id) REFERENCES org_files (organization_id, id)
        ON DELETE SET NULL (cover_id)
);

CREATE INDEX org_notes_organization_id_folder_id_idx
    ON org_notes (organization_id, folder_id);

CREATE INDEX org_notes_organization_id_cover_id_idx
    ON org_notes (organization_id, cover_id)
    WHERE cover_id IS NOT NULL;

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_notes
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_notes_live() RETURNS trigger
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
        (SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.folder_id) IS NOT NULL
        OR r.cover_id IS NOT NULL AND (SELECT t.deleted_at FROM org_files AS t WHERE t.organization_id = r.organization_id AND t.id = r.cover_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.folder_id) IS NOT NULL) THEN 1
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.cover_id IS NOT NULL AND (SELECT t.deleted_at FROM org_files AS t WHERE t.organization_id = r.organization_id AND t.id = r.cover_id) IS NOT NULL) THEN 2
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_notes', CONSTRAINT = 'org_notes_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_notes refers to a soft-deleted row of org_folders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_notes', CONSTRAINT = 'org_notes_organization_id_cover_id_fkey',
            MESSAGE = 'a live row of org_notes refers to a soft-deleted row of org_files';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_notes_live() IS 'Refuses live rows of org_notes that refer to a soft-deleted row.';

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_notes
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_notes_live();

CREATE FUNCTION public.peristyle_org_notes_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.folder_id IS DISTINCT FROM NEW.folder_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.folder_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.cover_id IS DISTINCT FROM NEW.cover_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_files AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.cover_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_notes', CONSTRAINT = 'org_notes_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_notes refers to a soft-deleted row of org_folders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_notes', CONSTRAINT = 'org_notes_organization_id_cover_id_fkey',
            MESSAGE = 'a live row of org_notes refers to a soft-deleted row of org_files';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_notes_live_update() IS 'Refuses an update of org_notes after which a live row refers to a soft-deleted row.';

CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, folder_id, cover_id ON org_notes
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.folder_id IS DISTINCT FROM NEW.folder_id AND NEW.folder_id IS NOT NULL
        OR OLD.cover_id IS DISTINCT FROM NEW.cover_id AND NEW.cover_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_notes_live_update();

CREATE FUNCTION public.peristyle_org_notes_delete_statement() RETURNS trigger
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
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN pg_trigger_depth() = 1 THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
COMMENT ON FUNCTION public.peristyle_org_notes_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_notes.';

CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_notes
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_notes_delete_statement();

CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_notes
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_notes_delete_statement();

CREATE FUNCTION public.peristyle_org_notes_delete_lock() RETURNS trigger
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
            MESSAGE = 'rows of org_notes are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_notes AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(substring(current_setting('peristyle.deleted_at', true) FROM '[^/]*$'), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
COMMENT ON FUNCTION public.peristyle_org_notes_delete_lock() IS 'Sets the time of a soft delete of a row of org_notes, and locks the row against new rows that refer to it.';

CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_notes
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_notes_delete_lock();

CREATE FUNCTION public.peristyle_org_notes_delete_rows() RETURNS trigger
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
            WHERE t.organization_id = NEW.organization_id AND t.note_id = NEW.id AND t.deleted_at = OLD.deleted_at;
    ELSE
        UPDATE org_visits AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.note_id = NEW.id AND t.deleted_at IS NULL;
    END IF;
    PERFORM set_config('peristyle.cascade', coalesce(outer_cascade, ''), true);
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_notes_delete_rows() IS 'Soft-deletes and restores the rows that refer to a row of org_notes by cascade.';

CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE OF deleted_at ON org_notes
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_notes_delete_rows();

CREATE FUNCTION public.peristyle_org_notes_delete_settle() RETURNS trigger
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
        SELECT FROM org_notes AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.folder_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_files AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.cover_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_notes', CONSTRAINT = 'org_notes_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_notes refers to a soft-deleted row of org_folders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_notes', CONSTRAINT = 'org_notes_organization_id_cover_id_fkey',
            MESSAGE = 'a live row of org_notes refers to a soft-deleted row of org_files';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_notes_delete_settle() IS 'Completes a soft delete or a restore of a row of org_notes, once all that follow it are deleted or restored.';

CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_notes
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_notes_delete_settle();

COMMENT ON TABLE org_notes IS 'A note.';
COMMENT ON CONSTRAINT org_notes_organization_id_folder_id_fkey ON org_notes IS 'a note goes with its folder';
COMMENT ON CONSTRAINT org_notes_organization_id_cover_id_fkey ON org_notes IS 'a note outlives its cover';
COMMENT ON INDEX org_notes_organization_id_folder_id_idx IS 'Leads the reference of folder_id to org_folders.';
COMMENT ON INDEX org_notes_organization_id_cover_id_idx IS 'Leads the reference of cover_id to org_files.';

CREATE TABLE org_visits (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    day             date        NOT NULL,
    note_id         uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_visits_pkey PRIMARY KEY (organization_id, id, day),
    CONSTRAINT org_visits_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_visits_organization_id_note_id_fkey
        FOREIGN KEY (organization_id, note_id) REFERENCES org_notes (organization_id, id)
        ON DELETE CASCADE
) PARTITION BY RANGE (day);

CREATE TABLE org_visits_2026 PARTITION OF org_visits
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

CREATE TABLE org_visits_rest PARTITION OF org_visits
    DEFAULT;

CREATE INDEX org_visits_organization_id_note_id_idx
    ON org_visits (organization_id, note_id)
    WHERE note_id IS NOT NULL;

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_visits
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_visits_live() RETURNS trigger
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
        r.note_id IS NOT NULL AND (SELECT t.deleted_at FROM org_notes AS t WHERE t.organization_id = r.organization_id AND t.id = r.note_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.note_id IS NOT NULL AND (SELECT t.deleted_at FROM org_notes AS t WHERE t.organization_id = r.organization_id AND t.id = r.note_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_note_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_notes';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_visits_live() IS 'Refuses live rows of org_visits that refer to a soft-deleted row.';

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_live();

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_2026
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_live();

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_rest
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_live();

CREATE FUNCTION public.peristyle_org_visits_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.note_id IS DISTINCT FROM NEW.note_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_notes AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.note_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_note_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_notes';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_visits_live_update() IS 'Refuses an update of org_visits after which a live row refers to a soft-deleted row.';

CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, note_id ON org_visits
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.note_id IS DISTINCT FROM NEW.note_id AND NEW.note_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_visits_live_update();

CREATE FUNCTION public.peristyle_org_visits_delete_statement() RETURNS trigger
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
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN pg_trigger_depth() = 1 THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
COMMENT ON FUNCTION public.peristyle_org_visits_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_visits.';

CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();

CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();

CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_2026
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();

CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_2026
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();

CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_rest
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();

CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_rest
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();

CREATE FUNCTION public.peristyle_org_visits_delete_lock() RETURNS trigger
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
        NEW.deleted_at := to_timestamp(nullif(substring(current_setting('peristyle.deleted_at', true) FROM '[^/]*$'), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
COMMENT ON FUNCTION public.peristyle_org_visits_delete_lock() IS 'Sets the time of a soft delete of a row of org_visits, and locks the row against new rows that refer to it.';

CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_visits
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_visits_delete_lock();

CREATE FUNCTION public.peristyle_org_visits_delete_settle() RETURNS trigger
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
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_notes AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.note_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_note_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_notes';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_visits_delete_settle() IS 'Completes a soft delete or a restore of a row of org_visits, once all that follow it are deleted or restored.';

CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_visits
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_visits_delete_settle();

CREATE TRIGGER peristyle_refuse_move
    BEFORE UPDATE OF day ON org_visits
    FOR EACH ROW
    WHEN ((OLD.day IS DISTINCT FROM NEW.day)
        AND ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.note_id IS DISTINCT FROM NEW.note_id AND NEW.note_id IS NOT NULL))
    EXECUTE FUNCTION public.peristyle_refuse_move('org_visits');

COMMENT ON TABLE org_visits IS 'Who read a note.';
COMMENT ON CONSTRAINT org_visits_organization_id_note_id_fkey ON org_visits IS 'a visit goes with its note';
COMMENT ON INDEX org_visits_organization_id_note_id_idx IS 'Leads the reference of note_id to org_notes.';

ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organizations
    FOR ALL
    USING (id = (SELECT public.current_organization_id()))
    WITH CHECK (id = (SELECT public.current_organization_id()));

ALTER TABLE org_folders ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_folders FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_folders
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_files ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_files FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_files
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_notes FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_notes
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_visits ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_visits
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_visits_2026 ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_visits_2026
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

ALTER TABLE org_visits_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_visits_rest
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

GRANT USAGE ON SCHEMA public TO peristyle_app;
GRANT EXECUTE ON FUNCTION public.current_organization_id() TO peristyle_app;
GRANT SELECT, INSERT (id, name), UPDATE (name, updated_at, deleted_at)
    ON organizations TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, name, parent_id), UPDATE (name, parent_id, updated_at, deleted_at)
    ON org_folders TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, name, folder_id, folder_name), UPDATE (name, folder_id, folder_name, updated_at, deleted_at)
    ON org_files TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, text, folder_id, cover_id), UPDATE (text, folder_id, cover_id, updated_at, deleted_at)
    ON org_notes TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, day, note_id), UPDATE (note_id, updated_at, deleted_at)
    ON org_visits TO peristyle_app;
