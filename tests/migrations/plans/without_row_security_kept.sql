-- `org_prices` changed its row security
-- `org_prices_history` changed its row security

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. replace the function public.peristyle_org_prices_history_update()
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
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.updated_at > clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of org_prices is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_update() FROM PUBLIC;

-- 2. replace the function public.peristyle_org_prices_history_delete()
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
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.updated_at > clock_timestamp()) THEN
        RAISE EXCEPTION USING ERRCODE = 'PH001',
            MESSAGE = 'the last change of a row of org_prices is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_delete() FROM PUBLIC;

-- 3. disable row security of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_prices DISABLE ROW LEVEL SECURITY;

-- 4. do not force row security of org_prices on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_prices NO FORCE ROW LEVEL SECURITY;

-- 5. drop the policy tenant_isolation of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_prices;

-- 6. disable row security of org_prices_history
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_prices_history DISABLE ROW LEVEL SECURITY;

-- 7. do not force row security of org_prices_history on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_prices_history NO FORCE ROW LEVEL SECURITY;

-- 8. drop the policy tenant_isolation of org_prices_history
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_prices_history;
