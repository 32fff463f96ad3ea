-- `org_visits` changed its foreign key `org_visits_organization_id_product_id_fkey`: on_delete

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. replace the function public.peristyle_org_products_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_settle() RETURNS trigger
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
        SELECT FROM org_products AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
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
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE org_visits AS t SET product_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at IS NULL;
    RETURN NULL;
END
$$;

-- 2. drop the trigger peristyle_delete_rows of org_products
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_rows ON org_products;

-- 3. drop the foreign key `org_visits_organization_id_product_id_fkey` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_visits DROP CONSTRAINT org_visits_organization_id_product_id_fkey;

-- 4. add the foreign key `org_visits_organization_id_product_id_fkey` to `org_visits`
--    lock: SHARE ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_visits NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_visits ADD CONSTRAINT org_visits_organization_id_product_id_fkey
            FOREIGN KEY (organization_id, product_id) REFERENCES org_products (organization_id, id)
            ON DELETE SET NULL (product_id);
    IF NOT bypasses THEN
        ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 5. comment on CONSTRAINT org_visits_organization_id_product_id_fkey ON org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_visits_organization_id_product_id_fkey ON org_visits IS 'a visit is of a product';

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. drop the function public.peristyle_org_products_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_rows();
