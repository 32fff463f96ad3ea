-- the table `countries_now` is new
-- `towns` changed its foreign key `towns_country_id_fkey`: target
-- the table `countries` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `countries` to `countries_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE countries RENAME TO countries_now;

-- 2. rename the constraint `countries_pkey` of `countries_now` to `countries_now_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries_now RENAME CONSTRAINT countries_pkey TO countries_now_pkey;

-- 3. rename the constraint `countries_people_check` of `countries_now` to `countries_now_people_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries_now RENAME CONSTRAINT countries_people_check TO countries_now_people_check;

-- 4. rename the index `countries_code_key` of `countries_now` to `countries_now_code_key`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_code_key RENAME TO countries_now_code_key;

-- 5. rename the index `countries_lower_idx` of `countries_now` to `countries_now_lower_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_lower_idx RENAME TO countries_now_lower_idx;

-- 6. create the function public.peristyle_countries_now_note_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_countries_now_note_across_releases() RETURNS trigger
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

-- 7. change the type of `name` of `countries_now` from varchar(80) to text
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries_now ALTER COLUMN name TYPE text;

-- 8. add the column `remark` to `countries_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries_now ADD COLUMN remark text;

-- 9. add the column `extra` to `countries_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries_now ADD COLUMN extra integer;

-- 10. create the view countries, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW countries WITH (security_invoker = true) AS
    SELECT id, code, name, people, area, remark, created_at, updated_at, note, extra
    FROM countries_now;

-- 11. create the trigger peristyle_across_releases_note of countries_now
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_note
    BEFORE INSERT OR UPDATE ON countries_now
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_countries_now_note_across_releases();

-- 12. grant rights on countries_now
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, area, remark, note, extra), UPDATE (code, name, people, area, remark, updated_at, note, extra), DELETE
    ON countries_now TO shop_app;

-- 13. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, area, remark, note, extra), UPDATE (code, name, people, area, remark, updated_at, note, extra), DELETE
    ON countries TO shop_app;

-- 14. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_countries_now_note_across_releases() IS 'Keeps note of countries_now in step with remark until 0.5.';
COMMENT ON VIEW countries IS 'The old name of countries_now, until 0.5.';
COMMENT ON COLUMN countries_now.note IS 'The old name of remark: a trigger keeps both in step until 0.5.';
COMMENT ON INDEX towns_country_id_idx IS 'Leads the reference of country_id to countries_now.';

-- backfill (no transaction)
-- 15. fill the column `remark` of `countries_now` in the rows that are there
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
            SELECT id FROM countries_now$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE countries_now SET remark = note
            WHERE record_image_ne(ROW(remark), ROW(note)) AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'countries_now: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 16. collect the statistics of `name` of `countries_now`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE countries_now (name);
