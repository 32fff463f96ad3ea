-- `org_visits` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_visits_extra_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_extra_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.extra IS NULL THEN
        NEW.extra := (SELECT lower(page) FROM (SELECT NEW.*) AS written);
    END IF;
    RETURN NEW;
END
$$;

-- 2. add the column `extra` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN extra text;

-- 3. create the trigger peristyle_across_releases_extra of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_extra
    BEFORE INSERT OR UPDATE ON org_visits
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_visits_extra_across_releases();

-- 4. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, spent, note, extra), UPDATE (page, product_id, hits, spent, note, updated_at, deleted_at, extra)
    ON org_visits TO shop_app;

-- 5. comment on FUNCTION public.peristyle_org_visits_extra_across_releases()
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_visits_extra_across_releases() IS 'Gives extra of org_visits a value in rows of programs that do not write it, until 0.5.';

-- backfill (no transaction)
-- 6. fill the column `extra` of `org_visits` in the rows that are there
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
            UPDATE org_visits SET extra = lower(page)
            WHERE extra IS NULL AND (organization_id, id, day) IN (SELECT organization_id, id, day FROM batch)
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

-- 7. refuse NULL in `extra` of `org_visits` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_visits ADD CONSTRAINT org_visits_extra_is_set CHECK (extra IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. check `extra` of `org_visits` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_visits WHERE extra IS NULL;
ALTER TABLE org_visits VALIDATE CONSTRAINT org_visits_extra_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. make `extra` of `org_visits` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_visits ALTER COLUMN extra SET NOT NULL;
ALTER TABLE org_visits DROP CONSTRAINT org_visits_extra_is_set;
