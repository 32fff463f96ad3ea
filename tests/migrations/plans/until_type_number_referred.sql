-- `org_categories` has a new column `counted`
-- `org_categories` changed its column `places`: integer NOT NULL DEFAULT 0 is now integer NOT NULL
-- `org_categories` changed the order of its columns
-- `org_categories` changed its index `org_categories_organization_id_places_idx`: columns
-- `org_categories` has a new index `org_categories_organization_id_places_idx_places_old`
-- `org_categories` changed its check `org_categories_places_check`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_categories_organization_id_places_idx` of `org_categories` to `org_categories_organization_id_places_idx_places_old`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_categories_organization_id_places_idx RENAME TO org_categories_organization_id_places_idx_places_old;

-- 2. create the function public.peristyle_org_categories_places_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_places_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.places IS NOT NULL THEN
            NEW.counted := NEW.places;
        ELSE
            NEW.places := NEW.counted;
        END IF;
    ELSIF record_image_ne(ROW(NEW.counted), ROW(OLD.counted)) THEN
        NEW.places := NEW.counted;
    ELSIF record_image_ne(ROW(NEW.places), ROW(OLD.places)) THEN
        NEW.counted := NEW.places;
    END IF;
    RETURN NEW;
END
$$;

-- 3. drop the check `org_categories_places_check` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories DROP CONSTRAINT org_categories_places_check;

-- 4. add the column `counted` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD COLUMN counted bigint;
ALTER TABLE org_categories ALTER COLUMN counted SET DEFAULT 0;

-- 5. change the default of `places` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ALTER COLUMN places DROP DEFAULT;

-- 6. add the check `org_categories_places_check` to `org_categories` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_categories ADD CONSTRAINT org_categories_places_check CHECK (counted >= 0) NOT VALID;

-- 7. create the trigger peristyle_across_releases_places of org_categories
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_places
    BEFORE INSERT OR UPDATE ON org_categories
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_categories_places_across_releases();

-- 8. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, name, parent_id, counted, width, note, places), UPDATE (name, parent_id, counted, width, note, updated_at, deleted_at, places)
    ON org_categories TO shop_app;

-- 9. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_categories_places_across_releases() IS 'Keeps places of org_categories in step with counted until 0.5.';
COMMENT ON COLUMN org_categories.places IS 'The old name of counted: a trigger keeps both in step until 0.5.';
COMMENT ON CONSTRAINT org_categories_places_check ON org_categories IS 'a shelf has places';

-- backfill (no transaction)
-- 10. fill the column `counted` of `org_categories` in the rows that are there
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
            ALTER TABLE org_categories NO FORCE ROW LEVEL SECURITY;
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT organization_id, id FROM org_categories$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (organization_id, id) > ($1, $2)$batch$ END || $batch$
            ORDER BY organization_id, id LIMIT 5000
        ), filled AS (
            UPDATE org_categories SET counted = places::bigint
            WHERE record_image_ne(ROW(counted), ROW(places::bigint)) AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), organization_id, id FROM batch
        ORDER BY organization_id DESC, id DESC LIMIT 1$batch$
        INTO filled, last_1, last_2 USING last_1, last_2;
        IF NOT bypasses THEN
            ALTER TABLE org_categories FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'org_categories: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 11. refuse NULL in `counted` of `org_categories` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_categories ADD CONSTRAINT org_categories_counted_is_set CHECK (counted IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 12. build the index `org_categories_organization_id_places_idx` of `org_categories`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_categories_organization_id_places_idx
    ON org_categories (organization_id, counted);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. check `counted` of `org_categories` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_categories WHERE counted IS NULL;
ALTER TABLE org_categories VALIDATE CONSTRAINT org_categories_counted_is_set;

-- 14. check `org_categories_places_check` of `org_categories` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_categories WHERE NOT (counted >= 0);
ALTER TABLE org_categories VALIDATE CONSTRAINT org_categories_places_check;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 15. make `counted` of `org_categories` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_categories ALTER COLUMN counted SET NOT NULL;
ALTER TABLE org_categories DROP CONSTRAINT org_categories_counted_is_set;
