-- Written by peristyle from the tables of the program: change them there, not here.
-- For PostgreSQL 15 or later. Loads once, into a schema that holds none of it; run it in one transaction.
-- Run it as the role that is to own the tables, which needs USAGE and CREATE on schema public.
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
    NEW.updated_at := greatest(now(), OLD.updated_at);
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.peristyle_set_updated_at() IS 'Keeps updated_at true for every writer; it never moves back.';

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

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_folders
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_folders_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    refused boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        refused := EXISTS (
            SELECT FROM peristyle_inserted AS r CROSS JOIN LATERAL (
                SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id OFFSET 0
            ) AS t WHERE t.deleted_at IS NOT NULL AND r.deleted_at IS NULL
        );
    ELSIF OLD.deleted_at IS NOT NULL OR OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN
        SELECT t.deleted_at IS NOT NULL INTO refused FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
    ELSE
        refused := false;
    END IF;
    IF refused THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_folders', CONSTRAINT = 'org_folders_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_folders refers to a soft-deleted row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_folders_live() IS 'Refuses a live row of org_folders that refers to a soft-deleted row.';

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_folders
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_folders_live();

CREATE TRIGGER peristyle_live_update
    AFTER UPDATE ON org_folders
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.deleted_at IS NOT NULL
        OR OLD.parent_id IS DISTINCT FROM NEW.parent_id AND NEW.parent_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_folders_live();

CREATE FUNCTION public.peristyle_org_folders_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_folders are soft-deleted at READ COMMITTED or SERIALIZABLE alone',
            HINT = 'At REPEATABLE READ, new rows that refer to them are not seen.';
    END IF;
    PERFORM FROM org_folders AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NEW.deleted_at = now() THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_folders_delete_lock() IS 'Locks a row of org_folders before its soft delete, against new rows that refer to it.';

CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE ON org_folders
    FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION public.peristyle_org_folders_delete_lock();

CREATE FUNCTION public.peristyle_org_folders_delete_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
BEGIN
    IF NEW.deleted_at IS NULL THEN
        UPDATE org_folders AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at = OLD.deleted_at;
        UPDATE org_notes AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.folder_id = NEW.id AND t.deleted_at = OLD.deleted_at;
        RETURN NULL;
    END IF;
    UPDATE org_folders AS t SET deleted_at = NEW.deleted_at
        WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at IS NULL;
    UPDATE org_notes AS t SET deleted_at = NEW.deleted_at
        WHERE t.organization_id = NEW.organization_id AND t.folder_id = NEW.id AND t.deleted_at IS NULL;
    IF EXISTS (SELECT FROM org_files AS t WHERE t.organization_id = NEW.organization_id AND t.folder_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_files refers to this row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_folders_delete_rows() IS 'Applies on_delete to the rows that refer to a soft-deleted row of org_folders.';

CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE ON org_folders
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_folders_delete_rows();

COMMENT ON TABLE org_folders IS 'A folder, which may contain folders.';
COMMENT ON CONSTRAINT org_folders_organization_id_parent_id_fkey ON org_folders IS 'a folder goes with its parent';
COMMENT ON INDEX org_folders_organization_id_parent_id_idx IS 'Leads the reference of parent_id to org_folders.';

CREATE TABLE org_files (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    name            text        NOT NULL,
    folder_id       uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_files_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_files_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_files_organization_id_folder_id_fkey
        FOREIGN KEY (organization_id, folder_id) REFERENCES org_folders (organization_id, id)
        ON DELETE RESTRICT
);

CREATE INDEX org_files_organization_id_folder_id_idx
    ON org_files (organization_id, folder_id)
    WHERE folder_id IS NOT NULL;

CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_files
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

CREATE FUNCTION public.peristyle_org_files_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    refused boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        refused := EXISTS (
            SELECT FROM peristyle_inserted AS r CROSS JOIN LATERAL (
                SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.folder_id OFFSET 0
            ) AS t WHERE t.deleted_at IS NOT NULL AND r.deleted_at IS NULL
        );
    ELSIF OLD.deleted_at IS NOT NULL OR OLD.folder_id IS DISTINCT FROM NEW.folder_id THEN
        SELECT t.deleted_at IS NOT NULL INTO refused FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.folder_id FOR KEY SHARE;
    ELSE
        refused := false;
    END IF;
    IF refused THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_files', CONSTRAINT = 'org_files_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_files refers to a soft-deleted row of org_folders';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_files_live() IS 'Refuses a live row of org_files that refers to a soft-deleted row.';

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_files
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_files_live();

CREATE TRIGGER peristyle_live_update
    AFTER UPDATE ON org_files
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.deleted_at IS NOT NULL
        OR OLD.folder_id IS DISTINCT FROM NEW.folder_id AND NEW.folder_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_files_live();

CREATE FUNCTION public.peristyle_org_files_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_files are soft-deleted at READ COMMITTED or SERIALIZABLE alone',
            HINT = 'At REPEATABLE READ, new rows that refer to them are not seen.';
    END IF;
    PERFORM FROM org_files AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NEW.deleted_at = now() THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_files_delete_lock() IS 'Locks a row of org_files before its soft delete, against new rows that refer to it.';

CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE ON org_files
    FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION public.peristyle_org_files_delete_lock();

CREATE FUNCTION public.peristyle_org_files_delete_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
BEGIN
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE org_notes AS t SET cover_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.cover_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_files_delete_rows() IS 'Applies on_delete to the rows that refer to a soft-deleted row of org_files.';

CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE ON org_files
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_files_delete_rows();

COMMENT ON TABLE org_files IS 'A file.';
COMMENT ON CONSTRAINT org_files_organization_id_folder_id_fkey ON org_files IS 'a folder with files is emptied first';
COMMENT ON INDEX org_files_organization_id_folder_id_idx IS 'Leads the reference of folder_id to org_folders.';

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
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    refused boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        refused := EXISTS (
            SELECT FROM peristyle_inserted AS r CROSS JOIN LATERAL (
                SELECT t.deleted_at FROM org_folders AS t WHERE t.organization_id = r.organization_id AND t.id = r.folder_id OFFSET 0
            ) AS t WHERE t.deleted_at IS NOT NULL AND r.deleted_at IS NULL
        );
    ELSIF OLD.deleted_at IS NOT NULL OR OLD.folder_id IS DISTINCT FROM NEW.folder_id THEN
        SELECT t.deleted_at IS NOT NULL INTO refused FROM org_folders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.folder_id FOR KEY SHARE;
    ELSE
        refused := false;
    END IF;
    IF refused THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_notes', CONSTRAINT = 'org_notes_organization_id_folder_id_fkey',
            MESSAGE = 'a live row of org_notes refers to a soft-deleted row of org_folders';
    END IF;
    IF TG_OP = 'INSERT' THEN
        refused := EXISTS (
            SELECT FROM peristyle_inserted AS r CROSS JOIN LATERAL (
                SELECT t.deleted_at FROM org_files AS t WHERE t.organization_id = r.organization_id AND t.id = r.cover_id OFFSET 0
            ) AS t WHERE t.deleted_at IS NOT NULL AND r.deleted_at IS NULL
        );
    ELSIF OLD.deleted_at IS NOT NULL OR OLD.cover_id IS DISTINCT FROM NEW.cover_id THEN
        SELECT t.deleted_at IS NOT NULL INTO refused FROM org_files AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.cover_id FOR KEY SHARE;
    ELSE
        refused := false;
    END IF;
    IF refused THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_notes', CONSTRAINT = 'org_notes_organization_id_cover_id_fkey',
            MESSAGE = 'a live row of org_notes refers to a soft-deleted row of org_files';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_notes_live() IS 'Refuses a live row of org_notes that refers to a soft-deleted row.';

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_notes
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_notes_live();

CREATE TRIGGER peristyle_live_update
    AFTER UPDATE ON org_notes
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.deleted_at IS NOT NULL
        OR OLD.folder_id IS DISTINCT FROM NEW.folder_id AND NEW.folder_id IS NOT NULL
        OR OLD.cover_id IS DISTINCT FROM NEW.cover_id AND NEW.cover_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_notes_live();

CREATE FUNCTION public.peristyle_org_notes_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
BEGIN
    IF current_setting('transaction_isolation') = 'repeatable read' THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_notes are soft-deleted at READ COMMITTED or SERIALIZABLE alone',
            HINT = 'At REPEATABLE READ, new rows that refer to them are not seen.';
    END IF;
    PERFORM FROM org_notes AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NEW.deleted_at = now() THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_notes_delete_lock() IS 'Locks a row of org_notes before its soft delete, against new rows that refer to it.';

CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE ON org_notes
    FOR EACH ROW
    WHEN (OLD.deleted_at IS NULL AND NEW.deleted_at IS NOT NULL)
    EXECUTE FUNCTION public.peristyle_org_notes_delete_lock();

CREATE FUNCTION public.peristyle_org_notes_delete_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
BEGIN
    IF NEW.deleted_at IS NULL THEN
        UPDATE org_visits AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.note_id = NEW.id AND t.deleted_at = OLD.deleted_at;
        RETURN NULL;
    END IF;
    UPDATE org_visits AS t SET deleted_at = NEW.deleted_at
        WHERE t.organization_id = NEW.organization_id AND t.note_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_notes_delete_rows() IS 'Applies on_delete to the rows that refer to a soft-deleted row of org_notes.';

CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE ON org_notes
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_notes_delete_rows();

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
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    path text := set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    refused boolean;
BEGIN
    IF TG_OP = 'INSERT' THEN
        refused := EXISTS (
            SELECT FROM peristyle_inserted AS r CROSS JOIN LATERAL (
                SELECT t.deleted_at FROM org_notes AS t WHERE t.organization_id = r.organization_id AND t.id = r.note_id OFFSET 0
            ) AS t WHERE t.deleted_at IS NOT NULL AND r.deleted_at IS NULL
        );
    ELSIF OLD.deleted_at IS NOT NULL OR OLD.note_id IS DISTINCT FROM NEW.note_id THEN
        SELECT t.deleted_at IS NOT NULL INTO refused FROM org_notes AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.note_id FOR KEY SHARE;
    ELSE
        refused := false;
    END IF;
    IF refused THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_note_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_notes';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION public.peristyle_org_visits_live() IS 'Refuses a live row of org_visits that refers to a soft-deleted row.';

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_visits_live();

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_2026
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_visits_live();

CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_rest
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_visits_live();

CREATE TRIGGER peristyle_live_update
    AFTER UPDATE ON org_visits
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.deleted_at IS NOT NULL
        OR OLD.note_id IS DISTINCT FROM NEW.note_id AND NEW.note_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_visits_live();

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
GRANT SELECT, INSERT (id, organization_id, name, folder_id), UPDATE (name, folder_id, updated_at, deleted_at)
    ON org_files TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, text, folder_id, cover_id), UPDATE (text, folder_id, cover_id, updated_at, deleted_at)
    ON org_notes TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, day, note_id), UPDATE (note_id, updated_at, deleted_at)
    ON org_visits TO peristyle_app;
