-- `org_categories` changed its primary key, tenant key

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
    UPDATE org_products AS t SET category_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.category_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;

-- build_index (no transaction)
-- 3. build the index of the constraint `org_categories_pkey` of `org_categories`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT id, count(*) FROM org_categories GROUP BY id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_categories_pkey_new
    ON org_categories (id);

-- build_index (no transaction)
-- 4. build the index of the constraint `org_categories_organization_id_id_key` of `org_categories`
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

-- 5. drop the foreign key `org_categories_organization_id_parent_id_fkey` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_categories DROP CONSTRAINT org_categories_organization_id_parent_id_fkey;

-- 6. drop the foreign key `org_products_organization_id_category_id_fkey` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_products DROP CONSTRAINT org_products_organization_id_category_id_fkey;

-- 7. drop the key `org_categories_pkey` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE org_categories DROP CONSTRAINT org_categories_pkey;

-- 8. add the constraint `org_categories_pkey` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD CONSTRAINT org_categories_pkey PRIMARY KEY USING INDEX org_categories_pkey_new;

-- 9. add the constraint `org_categories_organization_id_id_key` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD CONSTRAINT org_categories_organization_id_id_key UNIQUE USING INDEX org_categories_organization_id_id_key_new;

-- 10. add the foreign key `org_categories_organization_id_parent_id_fkey` to `org_categories` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_categories ADD CONSTRAINT org_categories_organization_id_parent_id_fkey
        FOREIGN KEY (organization_id, parent_id) REFERENCES org_categories (organization_id, id)
        ON DELETE SET NULL (parent_id)
        NOT VALID;

-- 11. add the foreign key `org_products_organization_id_category_id_fkey` to `org_products` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_organization_id_category_id_fkey
        FOREIGN KEY (organization_id, category_id) REFERENCES org_categories (organization_id, id)
        ON DELETE SET NULL (category_id)
        NOT VALID;

-- 12. comments
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_categories_organization_id_parent_id_fkey ON org_categories IS 'a shelf outlives the room';
COMMENT ON CONSTRAINT org_products_organization_id_category_id_fkey ON org_products IS 'a product outlives its shelf';

-- validate_references (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. check `org_categories_organization_id_parent_id_fkey` of `org_categories` in the rows that are there
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

-- 14. check `org_products_organization_id_category_id_fkey` of `org_products` in the rows that are there
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
