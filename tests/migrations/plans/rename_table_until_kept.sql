-- the table `org_prices_now` is new
-- the table `org_prices_now_history` is new
-- the table `org_prices` was removed
-- the table `org_prices_history` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `org_prices` to `org_prices_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE org_prices RENAME TO org_prices_now;

-- 2. rename the table `org_prices_history` to `org_prices_now_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE org_prices_history RENAME TO org_prices_now_history;

-- 3. rename the constraint `org_prices_pkey` of `org_prices_now` to `org_prices_now_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_now RENAME CONSTRAINT org_prices_pkey TO org_prices_now_pkey;

-- 4. rename the constraint `org_prices_units_check` of `org_prices_now` to `org_prices_now_units_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_now RENAME CONSTRAINT org_prices_units_check TO org_prices_now_units_check;

-- 5. rename the constraint `org_prices_organization_id_fkey` of `org_prices_now` to `org_prices_now_organization_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_now RENAME CONSTRAINT org_prices_organization_id_fkey TO org_prices_now_organization_id_fkey;

-- 6. rename the index `org_prices_organization_id_tier_idx` of `org_prices_now` to `org_prices_now_organization_id_tier_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_prices_organization_id_tier_idx RENAME TO org_prices_now_organization_id_tier_idx;

-- 7. rename the constraint `org_prices_history_pkey` of `org_prices_now_history` to `org_prices_now_history_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_now_history RENAME CONSTRAINT org_prices_history_pkey TO org_prices_now_history_pkey;

-- 8. create the function public.peristyle_org_prices_now_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_now_history_update() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_prices_now is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()] AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_prices_now_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.note, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_now_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_now_history_update() FROM PUBLIC;

-- 9. create the function public.peristyle_org_prices_now_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_now_history_delete() RETURNS trigger
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
            MESSAGE = 'the last change of a row of org_prices_now is in the future',
            HINT = 'Set the clock of the server, or the time of the last change of the row.';
    END IF;
    IF EXISTS (SELECT FROM peristyle_old AS changed WHERE changed.organization_id::text IS DISTINCT FROM tenant) THEN
        FOR one IN SELECT changed.*, greatest(now(), changed.updated_at + interval '1 microsecond') AS version_until FROM peristyle_old AS changed ORDER BY changed.organization_id LOOP
            PERFORM set_config('peristyle.organization_id', one.organization_id::text, true);
            INSERT INTO org_prices_now_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.note, one.created_at, one.updated_at, one.deleted_at, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_now_history (id, organization_id, tier, units, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.note, changed.created_at, changed.updated_at, changed.deleted_at, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_now_history_delete() FROM PUBLIC;

-- 10. replace the trigger peristyle_history_update of org_prices_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_history_update ON org_prices_now;

-- 11. replace the trigger peristyle_history_delete of org_prices_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_history_delete ON org_prices_now;

-- 12. create the view org_prices, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW org_prices WITH (security_invoker = true) AS
    SELECT id, organization_id, tier, units, halves, rate, note, created_at, updated_at, deleted_at
    FROM org_prices_now;

-- 13. create the view org_prices_history, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW org_prices_history WITH (security_invoker = true) AS
    SELECT id, organization_id, tier, units, halves, rate, note, created_at, updated_at, deleted_at, version_from, version_until, version_changed_by
    FROM org_prices_now_history;

-- 14. replace the trigger peristyle_history_update of org_prices_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_update
    AFTER UPDATE ON org_prices_now
    REFERENCING OLD TABLE AS peristyle_old NEW TABLE AS peristyle_new
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_prices_now_history_update();

-- 15. replace the trigger peristyle_history_delete of org_prices_now
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_history_delete
    AFTER DELETE ON org_prices_now
    REFERENCING OLD TABLE AS peristyle_old
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_org_prices_now_history_delete();

-- 16. grant rights on org_prices
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, tier, units, rate, note), UPDATE (tier, units, rate, note, updated_at, deleted_at)
    ON org_prices TO shop_app;

-- 17. grant rights on org_prices_history
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT
    ON org_prices_history TO shop_app;

-- 18. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON VIEW org_prices IS 'The old name of org_prices_now, until 0.5.';
COMMENT ON FUNCTION public.peristyle_org_prices_now_history_update() IS 'Keeps the versions of the rows of org_prices_now that are changed.';
COMMENT ON FUNCTION public.peristyle_org_prices_now_history_delete() IS 'Keeps the versions of the rows of org_prices_now that are deleted.';
COMMENT ON VIEW org_prices_history IS 'The old name of org_prices_now_history, until 0.5.';
COMMENT ON TABLE org_prices_now_history IS 'The versions of rows of org_prices_now that were changed or deleted.';

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 19. drop the function public.peristyle_org_prices_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_prices_history_update();

-- 20. drop the function public.peristyle_org_prices_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_prices_history_delete();
