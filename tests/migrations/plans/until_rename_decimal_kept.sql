-- `org_prices` has a new column `measured`
-- `org_prices` changed its column `rate`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(10,2) NOT NULL
-- `org_prices` changed the order of its columns
-- `org_prices_history` has a new column `measured`
-- `org_prices_history` changed its column `rate`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(10,2) NOT NULL
-- `org_prices_history` changed the order of its columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_prices_rate_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_rate_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.rate IS NOT NULL THEN
            NEW.measured := NEW.rate;
        ELSE
            NEW.rate := NEW.measured;
        END IF;
    ELSIF record_image_ne(ROW(NEW.measured), ROW(OLD.measured)) THEN
        NEW.rate := NEW.measured;
    ELSIF record_image_ne(ROW(NEW.rate), ROW(OLD.rate)) THEN
        NEW.measured := NEW.rate;
    END IF;
    RETURN NEW;
END
$$;

-- 2. replace the function public.peristyle_org_prices_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_prices_history_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
#variable_conflict use_variable
DECLARE
    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
    tenant text := current_setting('peristyle.organization_id', true);
    one record;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.updated_at > clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of org_prices is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()] AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_prices_history (id, organization_id, tier, units, measured, note, created_at, updated_at, deleted_at, rate, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.measured, one.note, one.created_at, one.updated_at, one.deleted_at, one.rate, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, measured, note, created_at, updated_at, deleted_at, rate, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.measured, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.rate, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_update() FROM PUBLIC;

-- 3. replace the function public.peristyle_org_prices_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_prices_history_delete() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
#variable_conflict use_variable
DECLARE
    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
    tenant text := current_setting('peristyle.organization_id', true);
    one record;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.updated_at > clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of org_prices is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, greatest(now(), changed.updated_at + interval '1 microsecond') AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_prices_history (id, organization_id, tier, units, measured, note, created_at, updated_at, deleted_at, rate, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.measured, one.note, one.created_at, one.updated_at, one.deleted_at, one.rate, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, measured, note, created_at, updated_at, deleted_at, rate, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.measured, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.rate, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_delete() FROM PUBLIC;

-- 4. create the function public.peristyle_org_prices_history_rate_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_history_rate_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.rate IS NOT NULL THEN
            NEW.measured := NEW.rate;
        ELSE
            NEW.rate := NEW.measured;
        END IF;
    ELSIF record_image_ne(ROW(NEW.measured), ROW(OLD.measured)) THEN
        NEW.rate := NEW.measured;
    ELSIF record_image_ne(ROW(NEW.rate), ROW(OLD.rate)) THEN
        NEW.measured := NEW.rate;
    END IF;
    RETURN NEW;
END
$$;

-- 5. add the column `measured` to `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ADD COLUMN measured numeric(10,2);
ALTER TABLE org_prices ALTER COLUMN measured SET DEFAULT 0;

-- 6. change the default of `rate` of `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ALTER COLUMN rate DROP DEFAULT;

-- 7. add the column `measured` to `org_prices_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_history ADD COLUMN measured numeric(10,2);
ALTER TABLE org_prices_history ALTER COLUMN measured SET DEFAULT 0;

-- 8. change the default of `rate` of `org_prices_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_history ALTER COLUMN rate DROP DEFAULT;

-- 9. create the trigger peristyle_across_releases_rate of org_prices
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_rate
    BEFORE INSERT OR UPDATE ON org_prices
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_prices_rate_across_releases();

-- 10. create the trigger peristyle_across_releases_rate of org_prices_history
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_rate
    BEFORE INSERT OR UPDATE ON org_prices_history
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_prices_history_rate_across_releases();

-- 11. grant rights on org_prices
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, tier, units, measured, note, rate), UPDATE (tier, units, measured, note, updated_at, deleted_at, rate)
    ON org_prices TO shop_app;

-- 12. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_prices_rate_across_releases() IS 'Keeps rate of org_prices in step with measured until 0.5.';
COMMENT ON COLUMN org_prices.rate IS 'The old name of measured: a trigger keeps both in step until 0.5.';
COMMENT ON FUNCTION public.peristyle_org_prices_history_rate_across_releases() IS 'Keeps rate of org_prices_history in step with measured until 0.5.';

-- backfill (no transaction)
-- 13. fill the column `measured` of `org_prices` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
    last_1 uuid;
    last_2 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        IF NOT bypasses THEN
            ALTER TABLE org_prices NO FORCE ROW LEVEL SECURITY;
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT organization_id, id FROM org_prices$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (organization_id, id) > ($1, $2)$batch$ END || $batch$
            ORDER BY organization_id, id LIMIT 5000
        ), filled AS (
            UPDATE org_prices SET measured = rate
            WHERE record_image_ne(ROW(measured), ROW(rate)) AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), organization_id, id FROM batch
        ORDER BY organization_id DESC, id DESC LIMIT 1$batch$
        INTO filled, last_1, last_2 USING last_1, last_2;
        IF NOT bypasses THEN
            ALTER TABLE org_prices FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'org_prices: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- backfill (no transaction)
-- 14. fill the column `measured` of `org_prices_history` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
    last_1 uuid;
    last_2 uuid;
    last_3 timestamptz;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        IF NOT bypasses THEN
            ALTER TABLE org_prices_history NO FORCE ROW LEVEL SECURITY;
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT organization_id, id, version_until FROM org_prices_history$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (organization_id, id, version_until) > ($1, $2, $3)$batch$ END || $batch$
            ORDER BY organization_id, id, version_until LIMIT 5000
        ), filled AS (
            UPDATE org_prices_history SET measured = rate
            WHERE record_image_ne(ROW(measured), ROW(rate)) AND (organization_id, id, version_until) IN (SELECT organization_id, id, version_until FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), organization_id, id, version_until FROM batch
        ORDER BY organization_id DESC, id DESC, version_until DESC LIMIT 1$batch$
        INTO filled, last_1, last_2, last_3 USING last_1, last_2, last_3;
        IF NOT bypasses THEN
            ALTER TABLE org_prices_history FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'org_prices_history: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 15. refuse NULL in `measured` of `org_prices` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_prices ADD CONSTRAINT org_prices_measured_is_set CHECK (measured IS NOT NULL) NOT VALID;

-- 16. refuse NULL in `measured` of `org_prices_history` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_prices_history ADD CONSTRAINT org_prices_history_measured_is_set CHECK (measured IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 17. check `measured` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE measured IS NULL;
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_measured_is_set;

-- 18. check `measured` of `org_prices_history` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices_history WHERE measured IS NULL;
ALTER TABLE org_prices_history VALIDATE CONSTRAINT org_prices_history_measured_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 19. make `measured` of `org_prices` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices ALTER COLUMN measured SET NOT NULL;
ALTER TABLE org_prices DROP CONSTRAINT org_prices_measured_is_set;

-- 20. make `measured` of `org_prices_history` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices_history ALTER COLUMN measured SET NOT NULL;
ALTER TABLE org_prices_history DROP CONSTRAINT org_prices_history_measured_is_set;
