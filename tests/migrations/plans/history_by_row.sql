-- `org_prices` changed its triggers of the history

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_prices_history()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_history() RETURNS trigger
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
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    VALUES (OLD.id, OLD.organization_id, OLD.tier, OLD.units, OLD.rate, OLD.note, OLD.created_at, OLD.updated_at, OLD.deleted_at, OLD.updated_at, ended, changed_by);
    IF tenant IS DISTINCT FROM OLD.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history() FROM PUBLIC;

-- 2. drop the trigger peristyle_history_update of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_history_update ON org_prices;

-- 3. drop the trigger peristyle_history_delete of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_history_delete ON org_prices;

-- 4. create the trigger peristyle_history of org_prices
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history
    AFTER UPDATE OR DELETE ON org_prices
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_prices_history();

-- 5. comment on FUNCTION public.peristyle_org_prices_history()
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_prices_history() IS 'Keeps the versions of the rows of org_prices.';

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. drop the function public.peristyle_org_prices_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_prices_history_update();

-- 7. drop the function public.peristyle_org_prices_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_prices_history_delete();
