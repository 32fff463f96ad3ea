-- `org_products` has a new column `label`
-- `org_products` changed its column `title`: varchar(50) NOT NULL DEFAULT 'untitled' is now varchar(50) NOT NULL
-- `org_products` changed the order of its columns
-- `org_products` changed its index `org_products_organization_id_title_idx`: columns
-- `org_products` has a new index `org_products_organization_id_title_idx_title_old`
-- `org_products` changed its check `org_products_title_is_there`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_products_organization_id_title_idx` of `org_products` to `org_products_organization_id_title_idx_title_old`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_title_idx RENAME TO org_products_organization_id_title_idx_title_old;

-- 2. create the function public.peristyle_org_products_title_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_title_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.title IS NOT NULL THEN
            NEW.label := NEW.title;
        ELSE
            NEW.title := NEW.label;
        END IF;
    ELSIF record_image_ne(ROW(NEW.label), ROW(OLD.label)) THEN
        NEW.title := NEW.label;
    ELSIF record_image_ne(ROW(NEW.title), ROW(OLD.title)) THEN
        NEW.label := NEW.title;
    END IF;
    RETURN NEW;
END
$$;

-- 3. drop the check `org_products_title_is_there` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products DROP CONSTRAINT org_products_title_is_there;

-- 4. add the column `label` to `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ADD COLUMN label varchar(20);
ALTER TABLE org_products ALTER COLUMN label SET DEFAULT 'untitled';

-- 5. change the default of `title` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ALTER COLUMN title DROP DEFAULT;

-- 6. add the check `org_products_title_is_there` to `org_products` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_title_is_there CHECK (label <> '') NOT VALID;

-- 7. create the trigger peristyle_across_releases_title of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_title
    BEFORE INSERT OR UPDATE ON org_products
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_products_title_across_releases();

-- 8. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, sku, label, price, stock, status, category_id, tags, note, title), UPDATE (sku, label, price, stock, status, category_id, tags, note, updated_at, deleted_at, title)
    ON org_products TO shop_app;

-- 9. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_products_title_across_releases() IS 'Keeps title of org_products in step with label until 0.5.';
COMMENT ON COLUMN org_products.title IS 'The old name of label: a trigger keeps both in step until 0.5.';
COMMENT ON CONSTRAINT org_products_title_is_there ON org_products IS 'a product has a title';

-- backfill (no transaction)
-- 10. fill the column `label` of `org_products` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
    last_1 uuid;
    last_2 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        IF NOT bypasses THEN
            ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT organization_id, id FROM org_products$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (organization_id, id) > ($1, $2)$batch$ END || $batch$
            ORDER BY organization_id, id LIMIT 5000
        ), filled AS (
            UPDATE org_products SET label = title::varchar(20)
            WHERE record_image_ne(ROW(label), ROW(title::varchar(20))) AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), organization_id, id FROM batch
        ORDER BY organization_id DESC, id DESC LIMIT 1$batch$
        INTO filled, last_1, last_2 USING last_1, last_2;
        IF NOT bypasses THEN
            ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'org_products: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 11. refuse NULL in `label` of `org_products` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_products ADD CONSTRAINT org_products_label_is_set CHECK (label IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 12. build the index `org_products_organization_id_title_idx` of `org_products`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_products_organization_id_title_idx
    ON org_products (organization_id, label);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. check `label` of `org_products` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products WHERE label IS NULL;
ALTER TABLE org_products VALIDATE CONSTRAINT org_products_label_is_set;

-- 14. check `org_products_title_is_there` of `org_products` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products WHERE NOT (label <> '');
ALTER TABLE org_products VALIDATE CONSTRAINT org_products_title_is_there;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 15. make `label` of `org_products` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_products ALTER COLUMN label SET NOT NULL;
ALTER TABLE org_products DROP CONSTRAINT org_products_label_is_set;
