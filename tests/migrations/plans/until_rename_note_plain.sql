-- `countries` has a new column `remark`
-- `countries` changed its column `note`: documentation, transition
-- `countries` changed the order of its columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_countries_note_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_countries_note_across_releases() RETURNS trigger
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

-- 2. add the column `remark` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD COLUMN remark text;

-- 3. create the trigger peristyle_across_releases_note of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_note
    BEFORE INSERT OR UPDATE ON countries
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_countries_note_across_releases();

-- 4. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, area, remark, note), UPDATE (code, name, people, area, remark, updated_at, note), DELETE
    ON countries TO shop_app;

-- 5. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_countries_note_across_releases() IS 'Keeps note of countries in step with remark until 0.5.';
COMMENT ON COLUMN countries.note IS 'The old name of remark: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 6. fill the column `remark` of `countries` in the rows that are there
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
            UPDATE countries SET remark = note
            WHERE record_image_ne(ROW(remark), ROW(note)) AND (id) IN (SELECT id FROM batch)
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
