-- `org_visits` has a new column `goods_id`
-- `org_visits` changed its column `product_id`: documentation, transition
-- `org_visits` changed the order of its columns
-- `org_visits` has a new foreign key `org_visits_organization_id_goods_id_fkey`
-- `org_visits` no longer has the foreign key `org_visits_organization_id_product_id_fkey`
-- `org_visits` has a new index `org_visits_organization_id_goods_id_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. replace the function public.peristyle_org_products_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_rows() RETURNS trigger
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
            WHERE t.organization_id = NEW.organization_id AND t.goods_id = NEW.id AND t.deleted_at = OLD.deleted_at;
    ELSE
        UPDATE org_visits AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.goods_id = NEW.id AND t.deleted_at IS NULL;
    END IF;
    PERFORM set_config('peristyle.cascade', coalesce(outer_cascade, ''), true);
    RETURN NULL;
END
$$;

-- 2. create the function public.peristyle_org_visits_product_id_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_product_id_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.product_id IS NOT NULL THEN
            NEW.goods_id := NEW.product_id;
        ELSE
            NEW.product_id := NEW.goods_id;
        END IF;
    ELSIF record_image_ne(ROW(NEW.goods_id), ROW(OLD.goods_id)) THEN
        NEW.product_id := NEW.goods_id;
    ELSIF record_image_ne(ROW(NEW.product_id), ROW(OLD.product_id)) THEN
        NEW.goods_id := NEW.product_id;
    END IF;
    RETURN NEW;
END
$$;

-- 3. replace the function public.peristyle_org_visits_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_visits_live() RETURNS trigger
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
        r.goods_id IS NOT NULL AND (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.goods_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.goods_id IS NOT NULL AND (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.goods_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_goods_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 4. replace the function public.peristyle_org_visits_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_visits_live_update() RETURNS trigger
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
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.goods_id IS DISTINCT FROM NEW.goods_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.goods_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_goods_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 5. replace the function public.peristyle_org_visits_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_visits_delete_settle() RETURNS trigger
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
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.goods_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_visits', CONSTRAINT = 'org_visits_organization_id_goods_id_fkey',
            MESSAGE = 'a live row of org_visits refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 6. replace the trigger peristyle_live_update of org_visits
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_update ON org_visits;

-- 7. replace the trigger peristyle_refuse_move of org_visits
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_refuse_move ON org_visits;

-- 8. drop the foreign key `org_visits_organization_id_product_id_fkey` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE org_visits DROP CONSTRAINT org_visits_organization_id_product_id_fkey;

-- 9. add the column `goods_id` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN goods_id uuid;

-- 10. create the index `org_visits_organization_id_goods_id_idx` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX org_visits_organization_id_goods_id_idx
    ON ONLY org_visits (organization_id, goods_id)
    WHERE product_id IS NOT NULL;

-- 11. add the foreign key `org_visits_organization_id_goods_id_fkey` to `org_visits`
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
    ALTER TABLE org_visits ADD CONSTRAINT org_visits_organization_id_goods_id_fkey
            FOREIGN KEY (organization_id, goods_id) REFERENCES org_products (organization_id, id)
            ON DELETE CASCADE;
    IF NOT bypasses THEN
        ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 12. create the trigger peristyle_across_releases_product_id of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_product_id
    BEFORE INSERT OR UPDATE ON org_visits
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_visits_product_id_across_releases();

-- 13. replace the trigger peristyle_live_update of org_visits
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, goods_id, product_id ON org_visits
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.goods_id IS DISTINCT FROM NEW.goods_id AND NEW.goods_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_visits_live_update();

-- 14. replace the trigger peristyle_refuse_move of org_visits
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_refuse_move
    BEFORE UPDATE OF day ON org_visits
    FOR EACH ROW
    WHEN ((OLD.day IS DISTINCT FROM NEW.day)
        AND ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.goods_id IS DISTINCT FROM NEW.goods_id AND NEW.goods_id IS NOT NULL))
    EXECUTE FUNCTION public.peristyle_refuse_move('org_visits');

-- 15. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, goods_id, hits, spent, note, product_id), UPDATE (page, goods_id, hits, spent, note, updated_at, deleted_at, product_id)
    ON org_visits TO shop_app;

-- 16. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_visits_product_id_across_releases() IS 'Keeps product_id of org_visits in step with goods_id until 0.5.';
COMMENT ON COLUMN org_visits.product_id IS 'The old name of goods_id: a trigger keeps both in step until 0.5.';
COMMENT ON CONSTRAINT org_visits_organization_id_goods_id_fkey ON org_visits IS 'a visit is of a product';
COMMENT ON INDEX org_visits_organization_id_product_id_idx IS NULL;

-- backfill (no transaction)
-- 17. fill the column `goods_id` of `org_visits` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
    last_1 uuid;
    last_2 uuid;
    last_3 date;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        IF NOT bypasses THEN
            ALTER TABLE org_visits NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_2026 NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_rest NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT organization_id, id, day FROM org_visits$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (organization_id, id, day) > ($1, $2, $3)$batch$ END || $batch$
            ORDER BY organization_id, id, day LIMIT 5000
        ), filled AS (
            UPDATE org_visits SET goods_id = product_id
            WHERE record_image_ne(ROW(goods_id), ROW(product_id)) AND (organization_id, id, day) IN (SELECT organization_id, id, day FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), organization_id, id, day FROM batch
        ORDER BY organization_id DESC, id DESC, day DESC LIMIT 1$batch$
        INTO filled, last_1, last_2, last_3 USING last_1, last_2, last_3;
        IF NOT bypasses THEN
            ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'org_visits: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- build_index (no transaction)
-- 18. build the index `org_visits_2026_organization_id_goods_id_idx` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_organization_id_goods_id_idx
    ON org_visits_2026 (organization_id, goods_id)
    WHERE product_id IS NOT NULL;

-- build_index (no transaction)
-- 19. build the index `org_visits_rest_organization_id_goods_id_idx` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_organization_id_goods_id_idx
    ON org_visits_rest (organization_id, goods_id)
    WHERE product_id IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 20. attach the indexes of the partitions to `org_visits_organization_id_goods_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX org_visits_organization_id_goods_id_idx ATTACH PARTITION org_visits_2026_organization_id_goods_id_idx;
ALTER INDEX org_visits_organization_id_goods_id_idx ATTACH PARTITION org_visits_rest_organization_id_goods_id_idx;

-- 21. comment on INDEX org_visits_organization_id_goods_id_idx
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON INDEX org_visits_organization_id_goods_id_idx IS 'Leads the reference of goods_id to org_products.';
