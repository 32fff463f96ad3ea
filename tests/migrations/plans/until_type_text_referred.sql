-- `org_categories` has a new column `label`
-- `org_categories` changed its column `name`: documentation, transition
-- `org_categories` changed the order of its columns
-- `org_categories` changed its index `org_categories_organization_id_name_key`: columns
-- `org_categories` has a new index `org_categories_organization_id_name_key_name_old`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_categories_organization_id_name_key` of `org_categories` to `org_categories_organization_id_name_key_name_old`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_categories_organization_id_name_key RENAME TO org_categories_organization_id_name_key_name_old;

-- 2. create the function public.peristyle_org_categories_name_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_name_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.name IS NOT NULL THEN
            NEW.label := NEW.name;
        ELSE
            NEW.name := NEW.label;
        END IF;
    ELSIF record_image_ne(ROW(NEW.label), ROW(OLD.label)) THEN
        NEW.name := NEW.label;
    ELSIF record_image_ne(ROW(NEW.name), ROW(OLD.name)) THEN
        NEW.label := NEW.name;
    END IF;
    RETURN NEW;
END
$$;

-- 3. add the column `label` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD COLUMN label varchar(20);

-- 4. create the trigger peristyle_across_releases_name of org_categories
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_name
    BEFORE INSERT OR UPDATE ON org_categories
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_categories_name_across_releases();

-- 5. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, label, parent_id, places, width, note, name), UPDATE (label, parent_id, places, width, note, updated_at, deleted_at, name)
    ON org_categories TO shop_app;

-- 6. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_categories_name_across_releases() IS 'Keeps name of org_categories in step with label until 0.5.';
COMMENT ON COLUMN org_categories.name IS 'The old name of label: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 7. fill the column `label` of `org_categories` in the rows that are there
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
            UPDATE org_categories SET label = name::varchar(20)
            WHERE record_image_ne(ROW(label), ROW(name::varchar(20))) AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
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

-- 8. refuse NULL in `label` of `org_categories` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_categories ADD CONSTRAINT org_categories_label_is_set CHECK (label IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 9. build the index `org_categories_organization_id_name_key` of `org_categories`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, label, count(*) FROM org_categories WHERE deleted_at IS NULL GROUP BY organization_id, label HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_categories_organization_id_name_key
    ON org_categories (organization_id, label)
    WHERE deleted_at IS NULL;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. check `label` of `org_categories` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_categories WHERE label IS NULL;
ALTER TABLE org_categories VALIDATE CONSTRAINT org_categories_label_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 11. make `label` of `org_categories` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_categories ALTER COLUMN label SET NOT NULL;
ALTER TABLE org_categories DROP CONSTRAINT org_categories_label_is_set;
