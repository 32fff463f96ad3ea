-- `org_visits` has a new column `measured`
-- `org_visits` changed its column `spent`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(10,2) NOT NULL
-- `org_visits` changed the order of its columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_visits_spent_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_spent_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.spent IS NOT NULL THEN
            NEW.measured := NEW.spent;
        ELSE
            NEW.spent := NEW.measured;
        END IF;
    ELSIF record_image_ne(ROW(NEW.measured), ROW(OLD.measured)) THEN
        NEW.spent := NEW.measured;
    ELSIF record_image_ne(ROW(NEW.spent), ROW(OLD.spent)) THEN
        NEW.measured := NEW.spent;
    END IF;
    RETURN NEW;
END
$$;

-- 2. add the column `measured` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN measured numeric(12,4);
ALTER TABLE org_visits ALTER COLUMN measured SET DEFAULT 0;

-- 3. change the default of `spent` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ALTER COLUMN spent DROP DEFAULT;

-- 4. create the trigger peristyle_across_releases_spent of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_spent
    BEFORE INSERT OR UPDATE ON org_visits
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_visits_spent_across_releases();

-- 5. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, measured, note, spent), UPDATE (page, product_id, hits, measured, note, updated_at, deleted_at, spent)
    ON org_visits TO shop_app;

-- 6. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_visits_spent_across_releases() IS 'Keeps spent of org_visits in step with measured until 0.5.';
COMMENT ON COLUMN org_visits.spent IS 'The old name of measured: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 7. fill the column `measured` of `org_visits` in the rows that are there
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
            UPDATE org_visits SET measured = spent::numeric(12,4)
            WHERE record_image_ne(ROW(measured), ROW(spent::numeric(12,4))) AND (organization_id, id, day) IN (SELECT organization_id, id, day FROM batch)
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

-- 8. refuse NULL in `measured` of `org_visits` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_visits ADD CONSTRAINT org_visits_measured_is_set CHECK (measured IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. check `measured` of `org_visits` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_visits WHERE measured IS NULL;
ALTER TABLE org_visits VALIDATE CONSTRAINT org_visits_measured_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. make `measured` of `org_visits` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_visits ALTER COLUMN measured SET NOT NULL;
ALTER TABLE org_visits DROP CONSTRAINT org_visits_measured_is_set;
