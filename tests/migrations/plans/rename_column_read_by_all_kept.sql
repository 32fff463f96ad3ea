-- `org_prices` has a new column `counted`
-- `org_prices` changed its column `halves`: integer GENERATED ALWAYS AS (units * 2) is now integer GENERATED ALWAYS AS (counted * 2)
-- `org_prices` no longer has the column `units`
-- `org_prices` changed its check `org_prices_units_check`: columns, condition
-- `org_prices_history` has a new column `counted`
-- `org_prices_history` changed its column `halves`: integer GENERATED ALWAYS AS (units * 2) is now integer GENERATED ALWAYS AS (counted * 2)
-- `org_prices_history` no longer has the column `units`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `units` of `org_prices` to `counted`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_prices RENAME COLUMN units TO counted;

-- 2. rename the column `units` of `org_prices_history` to `counted`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_prices_history RENAME COLUMN units TO counted;

-- 3. replace the function public.peristyle_org_prices_history()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_prices_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
    SET row_security = on
AS $$
DECLARE
    ended timestamptz := greatest(now(), OLD.updated_at + interval '1 microsecond');
    changed_by text := coalesce(nullif(current_setting('peristyle.changed_by', true), ''),
        nullif(current_setting('role', true), 'none'), session_user);
    tenant text := current_setting('peristyle.organization_id', true);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.updated_at > clock_timestamp() THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of org_prices is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF TG_OP = 'UPDATE' THEN
        ended := NEW.updated_at;
    END IF;
    IF tenant IS DISTINCT FROM OLD.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', OLD.organization_id::text, true);
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, counted, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    VALUES (OLD.id, OLD.organization_id, OLD.tier, OLD.counted, OLD.rate, OLD.note, OLD.created_at, OLD.updated_at, OLD.deleted_at, OLD.updated_at, ended, changed_by);
    IF tenant IS DISTINCT FROM OLD.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history() FROM PUBLIC;
