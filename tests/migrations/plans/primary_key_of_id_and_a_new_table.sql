-- `org_categories` changed its primary key, tenant key
-- the table `org_items` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. replace the function public.peristyle_org_categories_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_categories_delete_lock() RETURNS trigger
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
            MESSAGE = 'rows of org_categories are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_categories AS t WHERE t.id = OLD.id FOR UPDATE;
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

-- 2. replace the function public.peristyle_org_categories_delete_settle()
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
        SELECT FROM org_categories AS t WHERE t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
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
    UPDATE org_items AS t SET category_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.category_id = NEW.id AND t.deleted_at IS NULL;
    UPDATE org_products AS t SET category_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.category_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;

-- 3. create the function public.peristyle_org_items_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_items_live() RETURNS trigger
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
        r.category_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.category_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_items', CONSTRAINT = 'org_items_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_items refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 4. create the function public.peristyle_org_items_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_items_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.category_id IS DISTINCT FROM NEW.category_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_items', CONSTRAINT = 'org_items_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_items refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 5. create the function public.peristyle_org_items_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_items_delete_statement() RETURNS trigger
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

-- 6. create the function public.peristyle_org_items_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_items_delete_lock() RETURNS trigger
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

-- 7. create the function public.peristyle_org_items_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_items_delete_settle() RETURNS trigger
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
        SELECT FROM org_items AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_items', CONSTRAINT = 'org_items_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_items refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 8. create the table `org_items`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on the tables that it refers to, for a moment
CREATE TABLE org_items (
    id              uuid           NOT NULL,
    organization_id uuid           NOT NULL,
    sku             varchar(40)    NOT NULL,
    title           varchar(50)    NOT NULL DEFAULT 'untitled',
    price           numeric(10,2)  NOT NULL,
    stock           integer        NOT NULL DEFAULT 0,
    worth           numeric(14,2)  GENERATED ALWAYS AS (price * stock) STORED,
    status          product_status NOT NULL DEFAULT 'draft',
    category_id     uuid,
    tags            text[]         NOT NULL DEFAULT '{}',
    note            text,
    created_at      timestamptz    NOT NULL DEFAULT now(),
    updated_at      timestamptz    NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_items_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_items_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_items_price_check CHECK (price >= 0),
    CONSTRAINT org_items_title_is_there CHECK (title <> ''),
    CONSTRAINT org_items_stock_check CHECK (stock >= 0),
    CONSTRAINT org_items_tags_check CHECK (array_position(tags, NULL) IS NULL)
);

CREATE UNIQUE INDEX org_items_organization_id_sku_key
    ON org_items (organization_id, sku)
    WHERE deleted_at IS NULL;

CREATE INDEX org_items_organization_id_created_at_id_idx
    ON org_items (organization_id, created_at DESC, id DESC)
    WHERE status = 'active' AND deleted_at IS NULL;

CREATE INDEX org_items_organization_id_title_idx
    ON org_items (organization_id, title);

CREATE INDEX org_items_organization_id_category_id_idx
    ON org_items (organization_id, category_id)
    WHERE category_id IS NOT NULL;

-- 9. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_items
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_items
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_items_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, category_id ON org_items
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.category_id IS DISTINCT FROM NEW.category_id AND NEW.category_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_items_live_update();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_items
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_items_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_items
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_items_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_items
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_items_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_items
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_items_delete_settle();
ALTER TABLE org_items ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_items FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_items
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, note), UPDATE (sku, title, price, stock, status, category_id, tags, note, updated_at, deleted_at)
    ON org_items TO shop_app;

-- 10. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_items_live() IS 'Refuses live rows of org_items that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_items_live_update() IS 'Refuses an update of org_items after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_items_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_items.';
COMMENT ON FUNCTION public.peristyle_org_items_delete_lock() IS 'Sets the time of a soft delete of a row of org_items, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_items_delete_settle() IS 'Completes a soft delete or a restore of a row of org_items, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_items IS 'Something that a shop sells.';
COMMENT ON COLUMN org_items.sku IS 'The shop''s own number.';
COMMENT ON CONSTRAINT org_items_price_check ON org_items IS 'the price must not be negative';
COMMENT ON CONSTRAINT org_items_title_is_there ON org_items IS 'a product has a title';
COMMENT ON CONSTRAINT org_items_stock_check ON org_items IS 'the stock must not be negative';
COMMENT ON CONSTRAINT org_items_tags_check ON org_items IS 'an element must not be NULL';
COMMENT ON INDEX org_items_organization_id_category_id_idx IS 'Leads the reference of category_id to org_categories.';

-- build_index (no transaction)
-- 11. build the index of the constraint `org_categories_pkey` of `org_categories`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT id, count(*) FROM org_categories GROUP BY id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_categories_pkey_new
    ON org_categories (id);

-- build_index (no transaction)
-- 12. build the index of the constraint `org_categories_organization_id_id_key` of `org_categories`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, id, count(*) FROM org_categories GROUP BY organization_id, id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_categories_organization_id_id_key_new
    ON org_categories (organization_id, id);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. drop the foreign key `org_categories_organization_id_parent_id_fkey` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_categories DROP CONSTRAINT org_categories_organization_id_parent_id_fkey;

-- 14. drop the foreign key `org_products_organization_id_category_id_fkey` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_products DROP CONSTRAINT org_products_organization_id_category_id_fkey;

-- 15. drop the key `org_categories_pkey` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE org_categories DROP CONSTRAINT org_categories_pkey;

-- 16. add the constraint `org_categories_pkey` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD CONSTRAINT org_categories_pkey PRIMARY KEY USING INDEX org_categories_pkey_new;

-- 17. add the constraint `org_categories_organization_id_id_key` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD CONSTRAINT org_categories_organization_id_id_key UNIQUE USING INDEX org_categories_organization_id_id_key_new;

-- 18. add the foreign key `org_items_organization_id_category_id_fkey`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_items NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_categories NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_items ADD CONSTRAINT org_items_organization_id_category_id_fkey
            FOREIGN KEY (organization_id, category_id) REFERENCES org_categories (organization_id, id)
            ON DELETE SET NULL (category_id);
    IF NOT bypasses THEN
        ALTER TABLE org_items FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_categories FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 19. add the foreign key `org_categories_organization_id_parent_id_fkey` to `org_categories` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_categories ADD CONSTRAINT org_categories_organization_id_parent_id_fkey
        FOREIGN KEY (organization_id, parent_id) REFERENCES org_categories (organization_id, id)
        ON DELETE SET NULL (parent_id)
        NOT VALID;

-- 20. add the foreign key `org_products_organization_id_category_id_fkey` to `org_products` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_organization_id_category_id_fkey
        FOREIGN KEY (organization_id, category_id) REFERENCES org_categories (organization_id, id)
        ON DELETE SET NULL (category_id)
        NOT VALID;

-- 21. comments
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_categories_organization_id_parent_id_fkey ON org_categories IS 'a shelf outlives the room';
COMMENT ON CONSTRAINT org_products_organization_id_category_id_fkey ON org_products IS 'a product outlives its shelf';
COMMENT ON CONSTRAINT org_items_organization_id_category_id_fkey ON org_items IS 'a product outlives its shelf';

-- validate_references (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 22. check `org_categories_organization_id_parent_id_fkey` of `org_categories` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_categories NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_categories VALIDATE CONSTRAINT org_categories_organization_id_parent_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE org_categories FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 23. check `org_products_organization_id_category_id_fkey` of `org_products` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_categories NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_products VALIDATE CONSTRAINT org_products_organization_id_category_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_categories FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;
