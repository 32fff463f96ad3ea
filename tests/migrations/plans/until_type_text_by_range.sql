-- `org_visits` has a new column `label`
-- `org_visits` changed its column `page`: documentation, transition
-- `org_visits` changed the order of its columns
-- `org_visits` changed its index `org_visits_organization_id_page_idx`: columns
-- `org_visits` has a new index `org_visits_organization_id_page_idx_page_old`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_visits_organization_id_page_idx` of `org_visits` to `org_visits_organization_id_page_idx_page_old`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_visits_organization_id_page_idx RENAME TO org_visits_organization_id_page_idx_page_old;

-- 2. create the function public.peristyle_org_visits_page_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_page_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.page IS NOT NULL THEN
            NEW.label := NEW.page;
        ELSE
            NEW.page := NEW.label;
        END IF;
    ELSIF record_image_ne(ROW(NEW.label), ROW(OLD.label)) THEN
        NEW.page := NEW.label;
    ELSIF record_image_ne(ROW(NEW.page), ROW(OLD.page)) THEN
        NEW.label := NEW.page;
    END IF;
    RETURN NEW;
END
$$;

-- 3. add the column `label` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN label varchar(20);

-- 4. create the index `org_visits_organization_id_page_idx` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX org_visits_organization_id_page_idx
    ON ONLY org_visits (organization_id, label)
    WHERE deleted_at IS NULL;

-- 5. create the trigger peristyle_across_releases_page of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_page
    BEFORE INSERT OR UPDATE ON org_visits
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_visits_page_across_releases();

-- 6. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, label, product_id, hits, spent, note, page), UPDATE (label, product_id, hits, spent, note, updated_at, deleted_at, page)
    ON org_visits TO shop_app;

-- 7. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_visits_page_across_releases() IS 'Keeps page of org_visits in step with label until 0.5.';
COMMENT ON COLUMN org_visits.page IS 'The old name of label: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 8. fill the column `label` of `org_visits` in the rows that are there
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
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT organization_id, id, day FROM org_visits$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (organization_id, id, day) > ($1, $2, $3)$batch$ END || $batch$
            ORDER BY organization_id, id, day LIMIT 5000
        ), filled AS (
            UPDATE org_visits SET label = page::varchar(20)
            WHERE record_image_ne(ROW(label), ROW(page::varchar(20))) AND (organization_id, id, day) IN (SELECT organization_id, id, day FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), organization_id, id, day FROM batch
        ORDER BY organization_id DESC, id DESC, day DESC LIMIT 1$batch$
        INTO filled, last_1, last_2, last_3 USING last_1, last_2, last_3;
        IF NOT bypasses THEN
            ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'org_visits: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. refuse NULL in `label` of `org_visits` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_visits ADD CONSTRAINT org_visits_label_is_set CHECK (label IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 10. build the index `org_visits_2026_organization_id_label_idx` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_organization_id_label_idx
    ON org_visits_2026 (organization_id, label)
    WHERE deleted_at IS NULL;

-- build_index (no transaction)
-- 11. build the index `org_visits_rest_organization_id_label_idx` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_organization_id_label_idx
    ON org_visits_rest (organization_id, label)
    WHERE deleted_at IS NULL;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 12. check `label` of `org_visits` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_visits WHERE label IS NULL;
ALTER TABLE org_visits VALIDATE CONSTRAINT org_visits_label_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. make `label` of `org_visits` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_visits ALTER COLUMN label SET NOT NULL;
ALTER TABLE org_visits DROP CONSTRAINT org_visits_label_is_set;

-- 14. attach the indexes of the partitions to `org_visits_organization_id_page_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX org_visits_organization_id_page_idx ATTACH PARTITION org_visits_2026_organization_id_label_idx;
ALTER INDEX org_visits_organization_id_page_idx ATTACH PARTITION org_visits_rest_organization_id_label_idx;
