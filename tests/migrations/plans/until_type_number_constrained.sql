-- `towns` has a new column `counted`
-- `towns` changed its column `people`: integer NOT NULL DEFAULT 0 is now integer NOT NULL
-- `towns` changed the order of its columns
-- `towns` changed its index `towns_people_idx`: columns
-- `towns` has a new index `towns_people_idx_people_old`
-- `towns` changed its check `towns_people_check`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `towns_people_idx` of `towns` to `towns_people_idx_people_old`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX towns_people_idx RENAME TO towns_people_idx_people_old;

-- 2. create the function public.peristyle_towns_people_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_towns_people_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.people IS NOT NULL THEN
            NEW.counted := NEW.people;
        ELSE
            NEW.people := NEW.counted;
        END IF;
    ELSIF record_image_ne(ROW(NEW.counted), ROW(OLD.counted)) THEN
        NEW.people := NEW.counted;
    ELSIF record_image_ne(ROW(NEW.people), ROW(OLD.people)) THEN
        NEW.counted := NEW.people;
    END IF;
    RETURN NEW;
END
$$;

-- 3. drop the check `towns_people_check` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns DROP CONSTRAINT towns_people_check;

-- 4. add the column `counted` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD COLUMN counted bigint;
ALTER TABLE towns ALTER COLUMN counted SET DEFAULT 0;

-- 5. change the default of `people` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ALTER COLUMN people DROP DEFAULT;

-- 6. add the check `towns_people_check` to `towns` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE towns ADD CONSTRAINT towns_people_check CHECK (counted >= 0) NOT VALID;

-- 7. create the trigger peristyle_across_releases_people of towns
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_people
    BEFORE INSERT OR UPDATE ON towns
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_towns_people_across_releases();

-- 8. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, number, country_id, name, counted, area, note, people), UPDATE (number, country_id, name, counted, area, note, updated_at, people), DELETE
    ON towns TO shop_app;

-- 9. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_towns_people_across_releases() IS 'Keeps people of towns in step with counted until 0.5.';
COMMENT ON COLUMN towns.people IS 'The old name of counted: a trigger keeps both in step until 0.5.';
COMMENT ON CONSTRAINT towns_people_check ON towns IS 'a town has people';

-- backfill (no transaction)
-- 10. fill the column `counted` of `towns` in the rows that are there
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
            UPDATE towns SET counted = people::bigint
            WHERE record_image_ne(ROW(counted), ROW(people::bigint)) AND (id) IN (SELECT id FROM batch)
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

-- 11. refuse NULL in `counted` of `towns` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE towns ADD CONSTRAINT towns_counted_is_set CHECK (counted IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 12. build the index `towns_people_idx` of `towns`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY towns_people_idx
    ON towns (counted);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. check `counted` of `towns` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM towns WHERE counted IS NULL;
ALTER TABLE towns VALIDATE CONSTRAINT towns_counted_is_set;

-- 14. check `towns_people_check` of `towns` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM towns WHERE NOT (counted >= 0);
ALTER TABLE towns VALIDATE CONSTRAINT towns_people_check;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 15. make `counted` of `towns` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE towns ALTER COLUMN counted SET NOT NULL;
ALTER TABLE towns DROP CONSTRAINT towns_counted_is_set;
