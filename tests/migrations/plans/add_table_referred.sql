-- the table `org_lists` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. replace the function public.peristyle_org_categories_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_categories_delete_settle() RETURNS trigger
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
        SELECT FROM org_categories AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories', CONSTRAINT = 'org_categories_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories refers to a soft-deleted row of org_categories';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE org_categories AS t SET parent_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at IS NULL;
    UPDATE org_lists AS t SET parent_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at IS NULL;
    UPDATE org_products AS t SET category_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.category_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;

-- 2. create the function public.peristyle_org_lists_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_lists_live() RETURNS trigger
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
        r.parent_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.parent_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_lists', CONSTRAINT = 'org_lists_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_lists refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 3. create the function public.peristyle_org_lists_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_lists_live_update() RETURNS trigger
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
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_lists', CONSTRAINT = 'org_lists_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_lists refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 4. create the function public.peristyle_org_lists_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_lists_delete_statement() RETURNS trigger
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
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;

-- 5. create the function public.peristyle_org_lists_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_lists_delete_lock() RETURNS trigger
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
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;

-- 6. create the function public.peristyle_org_lists_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_lists_delete_settle() RETURNS trigger
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
        SELECT FROM org_lists AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_lists', CONSTRAINT = 'org_lists_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_lists refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 7. create the table `org_lists`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on the tables that it refers to, for a moment
CREATE TABLE org_lists (
    id              uuid          NOT NULL,
    organization_id uuid          NOT NULL,
    name            varchar(50)   NOT NULL,
    parent_id       uuid,
    places          integer       NOT NULL DEFAULT 0,
    width           numeric(10,2) NOT NULL DEFAULT 0,
    note            text,
    created_at      timestamptz   NOT NULL DEFAULT now(),
    updated_at      timestamptz   NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_lists_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_lists_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_lists_organization_id_parent_id_fkey
        FOREIGN KEY (organization_id, parent_id) REFERENCES org_categories (organization_id, id)
        ON DELETE SET NULL (parent_id),
    CONSTRAINT org_lists_places_check CHECK (places >= 0)
);

CREATE UNIQUE INDEX org_lists_organization_id_name_key
    ON org_lists (organization_id, name)
    WHERE deleted_at IS NULL;

CREATE INDEX org_lists_organization_id_places_idx
    ON org_lists (organization_id, places);

CREATE INDEX org_lists_organization_id_parent_id_idx
    ON org_lists (organization_id, parent_id)
    WHERE parent_id IS NOT NULL;

-- 8. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_lists
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_lists
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_lists_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, parent_id ON org_lists
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.parent_id IS DISTINCT FROM NEW.parent_id AND NEW.parent_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_lists_live_update();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_lists
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_lists_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_lists
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_lists_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_lists
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_lists_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_lists
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_lists_delete_settle();
ALTER TABLE org_lists ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_lists FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_lists
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT, INSERT (id, organization_id, name, parent_id, places, width, note), UPDATE (name, parent_id, places, width, note, updated_at, deleted_at)
    ON org_lists TO shop_app;

-- 9. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_lists_live() IS 'Refuses live rows of org_lists that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_lists_live_update() IS 'Refuses an update of org_lists after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_lists_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_lists.';
COMMENT ON FUNCTION public.peristyle_org_lists_delete_lock() IS 'Sets the time of a soft delete of a row of org_lists, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_lists_delete_settle() IS 'Completes a soft delete or a restore of a row of org_lists, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_lists IS 'A shelf of a shop.';
COMMENT ON CONSTRAINT org_lists_organization_id_parent_id_fkey ON org_lists IS 'a shelf outlives the room';
COMMENT ON CONSTRAINT org_lists_places_check ON org_lists IS 'a shelf has places';
COMMENT ON INDEX org_lists_organization_id_parent_id_idx IS 'Leads the reference of parent_id to org_categories.';
