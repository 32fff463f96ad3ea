-- `org_prices` has a new column `extra`
-- `org_prices_history` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_prices_extra_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_extra_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.extra IS NULL THEN
        NEW.extra := (SELECT lower(tier) FROM (SELECT NEW.*) AS written);
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
            INSERT INTO org_prices_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, extra, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.note, one.created_at, one.updated_at, one.deleted_at, one.extra, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, extra, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.extra, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
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
            INSERT INTO org_prices_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, extra, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.note, one.created_at, one.updated_at, one.deleted_at, one.extra, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, extra, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.extra, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_delete() FROM PUBLIC;

-- 4. create the function public.peristyle_org_prices_history_extra_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_history_extra_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF NEW.extra IS NULL THEN
        NEW.extra := (SELECT lower(tier) FROM (SELECT NEW.*) AS written);
    END IF;
    RETURN NEW;
END
$$;

-- 5. add the column `extra` to `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ADD COLUMN extra text;

-- 6. add the column `extra` to `org_prices_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_history ADD COLUMN extra text;

-- 7. create the trigger peristyle_across_releases_extra of org_prices
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_extra
    BEFORE INSERT OR UPDATE ON org_prices
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_prices_extra_across_releases();

-- 8. create the trigger peristyle_across_releases_extra of org_prices_history
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_extra
    BEFORE INSERT OR UPDATE ON org_prices_history
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_prices_history_extra_across_releases();

-- 9. grant rights on org_prices
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, tier, units, rate, note, extra), UPDATE (tier, units, rate, note, updated_at, deleted_at, extra)
    ON org_prices TO shop_app;

-- 10. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_prices_extra_across_releases() IS 'Gives extra of org_prices a value in rows of programs that do not write it, until 0.5.';
COMMENT ON FUNCTION public.peristyle_org_prices_history_extra_across_releases() IS 'Gives extra of org_prices_history a value in rows of programs that do not write it, until 0.5.';

-- backfill (no transaction)
-- 11. fill the column `extra` of `org_prices` in the rows that are there
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
            UPDATE org_prices SET extra = lower(tier)
            WHERE extra IS NULL AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
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
-- 12. fill the column `extra` of `org_prices_history` in the rows that are there
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
            UPDATE org_prices_history SET extra = lower(tier)
            WHERE extra IS NULL AND (organization_id, id, version_until) IN (SELECT organization_id, id, version_until FROM batch)
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

-- 13. refuse NULL in `extra` of `org_prices` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_prices ADD CONSTRAINT org_prices_extra_is_set CHECK (extra IS NOT NULL) NOT VALID;

-- 14. refuse NULL in `extra` of `org_prices_history` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_prices_history ADD CONSTRAINT org_prices_history_extra_is_set CHECK (extra IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 15. check `extra` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE extra IS NULL;
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_extra_is_set;

-- 16. check `extra` of `org_prices_history` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices_history WHERE extra IS NULL;
ALTER TABLE org_prices_history VALIDATE CONSTRAINT org_prices_history_extra_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 17. make `extra` of `org_prices` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices ALTER COLUMN extra SET NOT NULL;
ALTER TABLE org_prices DROP CONSTRAINT org_prices_extra_is_set;

-- 18. make `extra` of `org_prices_history` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices_history ALTER COLUMN extra SET NOT NULL;
ALTER TABLE org_prices_history DROP CONSTRAINT org_prices_history_extra_is_set;
