-- `countries` has a new column `counted`
-- `countries` changed its column `people`: integer NOT NULL DEFAULT 0 is now integer NOT NULL
-- `countries` changed the order of its columns
-- `countries` changed its check `countries_people_check`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_countries_people_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_countries_people_across_releases() RETURNS trigger
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

-- 2. drop the check `countries_people_check` of `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries DROP CONSTRAINT countries_people_check;

-- 3. add the column `counted` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD COLUMN counted bigint;
ALTER TABLE countries ALTER COLUMN counted SET DEFAULT 0;

-- 4. change the default of `people` of `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ALTER COLUMN people DROP DEFAULT;

-- 5. add the check `countries_people_check` to `countries` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE countries ADD CONSTRAINT countries_people_check CHECK (counted >= 0) NOT VALID;

-- 6. create the trigger peristyle_across_releases_people of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_people
    BEFORE INSERT OR UPDATE ON countries
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_countries_people_across_releases();

-- 7. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, counted, area, note, people), UPDATE (code, name, counted, area, note, updated_at, people), DELETE
    ON countries TO shop_app;

-- 8. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_countries_people_across_releases() IS 'Keeps people of countries in step with counted until 0.5.';
COMMENT ON COLUMN countries.people IS 'The old name of counted: a trigger keeps both in step until 0.5.';
COMMENT ON CONSTRAINT countries_people_check ON countries IS 'a country has people';

-- backfill (no transaction)
-- 9. fill the column `counted` of `countries` in the rows that are there
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
            SELECT id FROM countries$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE countries SET counted = people::bigint
            WHERE record_image_ne(ROW(counted), ROW(people::bigint)) AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'countries: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. refuse NULL in `counted` of `countries` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE countries ADD CONSTRAINT countries_counted_is_set CHECK (counted IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 11. check `counted` of `countries` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM countries WHERE counted IS NULL;
ALTER TABLE countries VALIDATE CONSTRAINT countries_counted_is_set;

-- 12. check `countries_people_check` of `countries` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM countries WHERE NOT (counted >= 0);
ALTER TABLE countries VALIDATE CONSTRAINT countries_people_check;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. make `counted` of `countries` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE countries ALTER COLUMN counted SET NOT NULL;
ALTER TABLE countries DROP CONSTRAINT countries_counted_is_set;
