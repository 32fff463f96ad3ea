-- `org_visits` has a new column `remark`
-- `org_visits` changed its column `note`: documentation, transition
-- `org_visits` changed the order of its columns
-- `org_visits` has a new index `an_index`
-- `org_visits` has a new index `an_index_note_old`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_visits_note_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_note_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.note IS NOT NULL THEN
            NEW.remark := NEW.note;
        ELSE
            NEW.note := NEW.remark;
        END IF;
    ELSIF record_image_ne(ROW(NEW.remark), ROW(OLD.remark)) THEN
        NEW.note := NEW.remark;
    ELSIF record_image_ne(ROW(NEW.note), ROW(OLD.note)) THEN
        NEW.remark := NEW.note;
    END IF;
    RETURN NEW;
END
$$;

-- 2. add the column `remark` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN remark text;

-- 3. create the index `an_index` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX an_index
    ON ONLY org_visits (organization_id, day, remark);

-- 4. create the index `an_index_note_old` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX an_index_note_old
    ON ONLY org_visits (organization_id, day, note);

-- 5. create the trigger peristyle_across_releases_note of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_note
    BEFORE INSERT OR UPDATE ON org_visits
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_visits_note_across_releases();

-- 6. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, spent, remark, note), UPDATE (page, product_id, hits, spent, remark, updated_at, deleted_at, note)
    ON org_visits TO shop_app;

-- 7. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_visits_note_across_releases() IS 'Keeps note of org_visits in step with remark until 0.5.';
COMMENT ON COLUMN org_visits.note IS 'The old name of remark: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 8. fill the column `remark` of `org_visits` in the rows that are there
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
            UPDATE org_visits SET remark = note
            WHERE record_image_ne(ROW(remark), ROW(note)) AND (organization_id, id, day) IN (SELECT organization_id, id, day FROM batch)
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

-- build_index (no transaction)
-- 9. build the index `org_visits_2026_organization_id_day_remark_idx` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_organization_id_day_remark_idx
    ON org_visits_2026 (organization_id, day, remark);

-- build_index (no transaction)
-- 10. build the index `org_visits_rest_organization_id_day_remark_idx` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_organization_id_day_remark_idx
    ON org_visits_rest (organization_id, day, remark);

-- build_index (no transaction)
-- 11. build the index `org_visits_2026_organization_id_day_note_idx` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_organization_id_day_note_idx
    ON org_visits_2026 (organization_id, day, note);

-- build_index (no transaction)
-- 12. build the index `org_visits_rest_organization_id_day_note_idx` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_organization_id_day_note_idx
    ON org_visits_rest (organization_id, day, note);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. attach the indexes of the partitions to `an_index`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX an_index ATTACH PARTITION org_visits_2026_organization_id_day_remark_idx;
ALTER INDEX an_index ATTACH PARTITION org_visits_rest_organization_id_day_remark_idx;

-- 14. attach the indexes of the partitions to `an_index_note_old`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX an_index_note_old ATTACH PARTITION org_visits_2026_organization_id_day_note_idx;
ALTER INDEX an_index_note_old ATTACH PARTITION org_visits_rest_organization_id_day_note_idx;
