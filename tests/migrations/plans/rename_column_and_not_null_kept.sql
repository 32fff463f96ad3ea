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
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    VALUES (OLD.id, OLD.organization_id, OLD.tier, OLD.units, OLD.rate, OLD.remark, OLD.created_at, OLD.updated_at, OLD.deleted_at, OLD.updated_at, ended, changed_by);
    IF tenant IS DISTINCT FROM OLD.organization_id::text THEN
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history() FROM PUBLIC;

-- 4. refuse NULL in `remark` of `org_prices` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version that write NULL fail from then on
ALTER TABLE org_prices ADD CONSTRAINT org_prices_remark_is_set CHECK (remark IS NOT NULL) NOT VALID;

-- 5. refuse NULL in `remark` of `org_prices_history` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version that write NULL fail from then on
ALTER TABLE org_prices_history ADD CONSTRAINT org_prices_history_remark_is_set CHECK (remark IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. check `remark` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE remark IS NULL;
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_remark_is_set;

-- 7. check `remark` of `org_prices_history` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices_history WHERE remark IS NULL;
ALTER TABLE org_prices_history VALIDATE CONSTRAINT org_prices_history_remark_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. make `remark` of `org_prices` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices ALTER COLUMN remark SET NOT NULL;
ALTER TABLE org_prices DROP CONSTRAINT org_prices_remark_is_set;

-- 9. make `remark` of `org_prices_history` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices_history ALTER COLUMN remark SET NOT NULL;
ALTER TABLE org_prices_history DROP CONSTRAINT org_prices_history_remark_is_set;
