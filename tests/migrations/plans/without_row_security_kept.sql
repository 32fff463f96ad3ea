-- `org_prices` changed its row security
-- `org_prices_history` changed its row security

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. replace the function public.peristyle_org_prices_history()
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
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    VALUES (OLD.id, OLD.organization_id, OLD.tier, OLD.units, OLD.rate, OLD.note, OLD.created_at, OLD.updated_at, OLD.deleted_at, OLD.updated_at, ended, changed_by);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history() FROM PUBLIC;

-- 2. disable row security of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_prices DISABLE ROW LEVEL SECURITY;

-- 3. do not force row security of org_prices on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_prices NO FORCE ROW LEVEL SECURITY;

-- 4. drop the policy tenant_isolation of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_prices;

-- 5. disable row security of org_prices_history
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_prices_history DISABLE ROW LEVEL SECURITY;

-- 6. do not force row security of org_prices_history on its owner
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
ALTER TABLE org_prices_history NO FORCE ROW LEVEL SECURITY;

-- 7. drop the policy tenant_isolation of org_prices_history
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the database no longer separates the rows of tenants; allowed weakens_isolation: the scenario is about it
DROP POLICY tenant_isolation ON org_prices_history;
