-- `towns` has a new column `land_id`
-- `towns` changed its column `country_id`: documentation, transition
-- `towns` changed the order of its columns
-- `towns` has a new foreign key `towns_land_id_fkey`
-- `towns` no longer has the foreign key `towns_country_id_fkey`
-- `towns` has a new index `towns_land_id_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_towns_country_id_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_towns_country_id_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.country_id IS NOT NULL THEN
            NEW.land_id := NEW.country_id;
        ELSE
            NEW.country_id := NEW.land_id;
        END IF;
    ELSIF record_image_ne(ROW(NEW.land_id), ROW(OLD.land_id)) THEN
        NEW.country_id := NEW.land_id;
    ELSIF record_image_ne(ROW(NEW.country_id), ROW(OLD.country_id)) THEN
        NEW.land_id := NEW.country_id;
    END IF;
    RETURN NEW;
END
$$;

-- 2. drop the foreign key `towns_country_id_fkey` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE towns DROP CONSTRAINT towns_country_id_fkey;

-- 3. add the column `land_id` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD COLUMN land_id uuid;

-- 4. add the foreign key `towns_land_id_fkey` to `towns` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE towns ADD CONSTRAINT towns_land_id_fkey
        FOREIGN KEY (land_id) REFERENCES countries (id)
        ON DELETE RESTRICT
        NOT VALID;

-- 5. create the trigger peristyle_across_releases_country_id of towns
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_country_id
    BEFORE INSERT OR UPDATE ON towns
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_towns_country_id_across_releases();

-- 6. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, number, land_id, name, people, area, note, country_id), UPDATE (number, land_id, name, people, area, note, updated_at, country_id), DELETE
    ON towns TO shop_app;

-- 7. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_towns_country_id_across_releases() IS 'Keeps country_id of towns in step with land_id until 0.5.';
COMMENT ON COLUMN towns.country_id IS 'The old name of land_id: a trigger keeps both in step until 0.5.';
COMMENT ON CONSTRAINT towns_land_id_fkey ON towns IS 'a town is in a country';
COMMENT ON INDEX towns_country_id_idx IS NULL;

-- backfill (no transaction)
-- 8. fill the column `land_id` of `towns` in the rows that are there
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT id FROM towns$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE towns SET land_id = country_id
            WHERE record_image_ne(ROW(land_id), ROW(country_id)) AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'towns: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. refuse NULL in `land_id` of `towns` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE towns ADD CONSTRAINT towns_land_id_is_set CHECK (land_id IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 10. build the index `towns_land_id_idx` of `towns`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY towns_land_id_idx
    ON towns (land_id);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 11. check `land_id` of `towns` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM towns WHERE land_id IS NULL;
ALTER TABLE towns VALIDATE CONSTRAINT towns_land_id_is_set;

-- 12. check `towns_land_id_fkey` of `towns` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
ALTER TABLE towns VALIDATE CONSTRAINT towns_land_id_fkey;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. make `land_id` of `towns` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE towns ALTER COLUMN land_id SET NOT NULL;
ALTER TABLE towns DROP CONSTRAINT towns_land_id_is_set;

-- 14. comment on INDEX towns_land_id_idx
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON INDEX towns_land_id_idx IS 'Leads the reference of land_id to countries.';
