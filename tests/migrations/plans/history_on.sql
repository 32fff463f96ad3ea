-- `org_products` changed its history, triggers of the history
-- the table `org_products_history` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_products_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_history_update() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_products is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()] AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_products_history (id, organization_id, sku, title, price, stock, status, category_id, tags, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.sku, one.title, one.price, one.stock, one.status, one.category_id, one.tags, one.note, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_products_history (id, organization_id, sku, title, price, stock, status, category_id, tags, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.sku, changed.title, changed.price, changed.stock, changed.status, changed.category_id, changed.tags, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_products_history_update() FROM PUBLIC;

-- 2. create the function public.peristyle_org_products_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_history_delete() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_products is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, greatest(now(), changed.updated_at + interval '1 microsecond') AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_products_history (id, organization_id, sku, title, price, stock, status, category_id, tags, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.sku, one.title, one.price, one.stock, one.status, one.category_id, one.tags, one.note, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_products_history (id, organization_id, sku, title, price, stock, status, category_id, tags, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.sku, changed.title, changed.price, changed.stock, changed.status, changed.category_id, changed.tags, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_products_history_delete() FROM PUBLIC;

-- 3. create the table `org_products_history`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_products_history (
    id                 uuid           NOT NULL,
    organization_id    uuid           NOT NULL,
    sku                varchar(40)    NOT NULL,
    title              varchar(50)    NOT NULL DEFAULT 'untitled',
    price              numeric(10,2)  NOT NULL,
    stock              integer        NOT NULL DEFAULT 0,
    worth              numeric(14,2)  GENERATED ALWAYS AS (price * stock) STORED,
    status             product_status NOT NULL DEFAULT 'draft',
    category_id        uuid,
    tags               text[]         NOT NULL DEFAULT '{}',
    note               text,
    created_at         timestamptz    NOT NULL DEFAULT now(),
    updated_at         timestamptz    NOT NULL DEFAULT now(),
    deleted_at         timestamptz,
    version_from       timestamptz    NOT NULL,
    version_until      timestamptz    NOT NULL,
    version_changed_by text           NOT NULL,

    CONSTRAINT org_products_history_pkey PRIMARY KEY (organization_id, id, version_until)
);

-- 4. create the trigger peristyle_history_update of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_update
    AFTER UPDATE ON org_products
    REFERENCING OLD TABLE AS peristyle_old NEW TABLE AS peristyle_new
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_products_history_update();

-- 5. create the trigger peristyle_history_delete of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_delete
    AFTER DELETE ON org_products
    REFERENCING OLD TABLE AS peristyle_old
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_products_history_delete();

-- 6. create the trigger peristyle_history_truncate of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_truncate
    BEFORE TRUNCATE ON org_products
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_truncate();

-- 7. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
ALTER TABLE org_products_history ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_products_history FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_products_history
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT
    ON org_products_history TO shop_app;

-- 8. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_products_history_update() IS 'Keeps the versions of the rows of org_products that are changed.';
COMMENT ON FUNCTION public.peristyle_org_products_history_delete() IS 'Keeps the versions of the rows of org_products that are deleted.';
COMMENT ON TABLE org_products_history IS 'The versions of rows of org_products that were changed or deleted.';
COMMENT ON COLUMN org_products_history.version_from IS 'When the row got these values.';
COMMENT ON COLUMN org_products_history.version_until IS 'When it lost them.';
COMMENT ON COLUMN org_products_history.version_changed_by IS 'Who changed or deleted the row then.';
