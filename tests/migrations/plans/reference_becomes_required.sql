-- `org_products` changed its column `category_id`: uuid is now uuid NOT NULL
-- `org_products` changed its foreign key `org_products_organization_id_category_id_fkey`: on_delete
-- `org_products` changed its index `org_products_organization_id_category_id_idx`: predicate

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
    IF EXISTS (SELECT FROM org_products AS t WHERE t.organization_id = NEW.organization_id AND t.category_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to this row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 2. replace the function public.peristyle_org_products_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_live() RETURNS trigger
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
        (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 3. drop the foreign key `org_products_organization_id_category_id_fkey` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_products DROP CONSTRAINT org_products_organization_id_category_id_fkey;

-- 4. refuse NULL in `category_id` of `org_products` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version that write NULL fail from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_category_id_is_set CHECK (category_id IS NOT NULL) NOT VALID;

-- 5. add the foreign key `org_products_organization_id_category_id_fkey` to `org_products` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_organization_id_category_id_fkey
        FOREIGN KEY (organization_id, category_id) REFERENCES org_categories (organization_id, id)
        ON DELETE RESTRICT
        NOT VALID;

-- 6. comment on CONSTRAINT org_products_organization_id_category_id_fkey ON org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_products_organization_id_category_id_fkey ON org_products IS 'a product outlives its shelf';

-- build_index (no transaction)
-- 7. build the index `org_products_organization_id_category_id_idx` of `org_products` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_products_organization_id_category_id_idx_new
    ON org_products (organization_id, category_id);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. check `category_id` of `org_products` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products WHERE category_id IS NULL;
ALTER TABLE org_products VALIDATE CONSTRAINT org_products_category_id_is_set;

-- 9. check `org_products_organization_id_category_id_fkey` of `org_products` in the rows that are there
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

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. put the new index `org_products_organization_id_category_id_idx` of `org_products` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_products_organization_id_category_id_idx;
ALTER INDEX org_products_organization_id_category_id_idx_new RENAME TO org_products_organization_id_category_id_idx;

-- 11. make `category_id` of `org_products` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_products ALTER COLUMN category_id SET NOT NULL;
ALTER TABLE org_products DROP CONSTRAINT org_products_category_id_is_set;

-- 12. comment on INDEX org_products_organization_id_category_id_idx
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON INDEX org_products_organization_id_category_id_idx IS 'Leads the reference of category_id to org_categories.';
