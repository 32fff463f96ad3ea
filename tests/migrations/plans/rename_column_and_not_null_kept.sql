-- `org_prices` has a new column `remark`
-- `org_prices` no longer has the column `note`
-- `org_prices_history` has a new column `remark`
-- `org_prices_history` no longer has the column `note`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `note` of `org_prices` to `remark`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_prices RENAME COLUMN note TO remark;

-- 2. rename the column `note` of `org_prices_history` to `remark`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_prices_history RENAME COLUMN note TO remark;

-- 3. replace the function public.peristyle_org_prices_history_update()
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
            INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.remark, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.remark, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_update() FROM PUBLIC;

-- 4. replace the function public.peristyle_org_prices_history_delete()
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
            INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.remark, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.remark, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_delete() FROM PUBLIC;

-- 5. refuse NULL in `remark` of `org_prices` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version that write NULL fail from then on
ALTER TABLE org_prices ADD CONSTRAINT org_prices_remark_is_set CHECK (remark IS NOT NULL) NOT VALID;

-- 6. refuse NULL in `remark` of `org_prices_history` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version that write NULL fail from then on
ALTER TABLE org_prices_history ADD CONSTRAINT org_prices_history_remark_is_set CHECK (remark IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 7. check `remark` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE remark IS NULL;
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_remark_is_set;

-- 8. check `remark` of `org_prices_history` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices_history WHERE remark IS NULL;
ALTER TABLE org_prices_history VALIDATE CONSTRAINT org_prices_history_remark_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. make `remark` of `org_prices` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices ALTER COLUMN remark SET NOT NULL;
ALTER TABLE org_prices DROP CONSTRAINT org_prices_remark_is_set;

-- 10. make `remark` of `org_prices_history` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices_history ALTER COLUMN remark SET NOT NULL;
ALTER TABLE org_prices_history DROP CONSTRAINT org_prices_history_remark_is_set;
