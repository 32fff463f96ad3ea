-- `org_categories` has a new column `measured`
-- `org_categories` changed its column `width`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(10,2) NOT NULL
-- `org_categories` changed the order of its columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_categories_width_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_width_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.width IS NOT NULL THEN
            NEW.measured := NEW.width;
        ELSE
            NEW.width := NEW.measured;
        END IF;
    ELSIF record_image_ne(ROW(NEW.measured), ROW(OLD.measured)) THEN
        NEW.width := NEW.measured;
    ELSIF record_image_ne(ROW(NEW.width), ROW(OLD.width)) THEN
        NEW.measured := NEW.width;
    END IF;
    RETURN NEW;
END
$$;

-- 2. add the column `measured` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD COLUMN measured numeric(12,4);
ALTER TABLE org_categories ALTER COLUMN measured SET DEFAULT 0;

-- 3. change the default of `width` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ALTER COLUMN width DROP DEFAULT;

-- 4. create the trigger peristyle_across_releases_width of org_categories
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_width
    BEFORE INSERT OR UPDATE ON org_categories
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_categories_width_across_releases();

-- 5. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, name, parent_id, places, measured, note, width), UPDATE (name, parent_id, places, measured, note, updated_at, deleted_at, width)
    ON org_categories TO shop_app;

-- 6. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_categories_width_across_releases() IS 'Keeps width of org_categories in step with measured until 0.5.';
COMMENT ON COLUMN org_categories.width IS 'The old name of measured: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 7. fill the column `measured` of `org_categories` in the rows that are there
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
            UPDATE org_categories SET measured = width::numeric(12,4)
            WHERE record_image_ne(ROW(measured), ROW(width::numeric(12,4))) AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
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

-- 8. refuse NULL in `measured` of `org_categories` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_categories ADD CONSTRAINT org_categories_measured_is_set CHECK (measured IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. check `measured` of `org_categories` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_categories WHERE measured IS NULL;
ALTER TABLE org_categories VALIDATE CONSTRAINT org_categories_measured_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. make `measured` of `org_categories` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_categories ALTER COLUMN measured SET NOT NULL;
ALTER TABLE org_categories DROP CONSTRAINT org_categories_measured_is_set;
