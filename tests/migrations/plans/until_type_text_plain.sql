-- `countries` has a new column `label`
-- `countries` changed its column `name`: documentation, transition
-- `countries` changed the order of its columns
-- `countries` changed its index `countries_lower_idx`: columns
-- `countries` has a new index `countries_lower_idx_name_old`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `countries_lower_idx` of `countries` to `countries_lower_idx_name_old`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_lower_idx RENAME TO countries_lower_idx_name_old;

-- 2. create the function public.peristyle_countries_name_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_countries_name_across_releases() RETURNS trigger
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

-- 3. add the column `label` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD COLUMN label varchar(20);

-- 4. create the trigger peristyle_across_releases_name of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_name
    BEFORE INSERT OR UPDATE ON countries
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_countries_name_across_releases();

-- 5. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, label, people, area, note, name), UPDATE (code, label, people, area, note, updated_at, name), DELETE
    ON countries TO shop_app;

-- 6. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_countries_name_across_releases() IS 'Keeps name of countries in step with label until 0.5.';
COMMENT ON COLUMN countries.name IS 'The old name of label: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 7. fill the column `label` of `countries` in the rows that are there
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
            UPDATE countries SET label = name::varchar(20)
            WHERE record_image_ne(ROW(label), ROW(name::varchar(20))) AND (id) IN (SELECT id FROM batch)
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

-- 8. refuse NULL in `label` of `countries` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE countries ADD CONSTRAINT countries_label_is_set CHECK (label IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 9. build the index `countries_lower_idx` of `countries`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY countries_lower_idx
    ON countries (lower(label));

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. check `label` of `countries` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM countries WHERE label IS NULL;
ALTER TABLE countries VALIDATE CONSTRAINT countries_label_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 11. make `label` of `countries` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE countries ALTER COLUMN label SET NOT NULL;
ALTER TABLE countries DROP CONSTRAINT countries_label_is_set;
