-- `org_prices` has a new column `remark`
-- `org_prices` changed its column `note`: text is now text NOT NULL
-- `org_prices` changed the order of its columns
-- `org_prices_history` has a new column `remark`
-- `org_prices_history` changed its column `note`: text is now text NOT NULL
-- `org_prices_history` changed the order of its columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_org_prices_note_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_note_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.note IS NOT NULL THEN
            NEW.remark := NEW.note;
        ELSE
            NEW.note := NEW.remark;
        END IF;
    ELSIF record_image_ne(ROW(NEW.remark), ROW(OLD.remark)) THEN
        NEW.note := NEW.remark;
    ELSIF record_image_ne(ROW(NEW.note), ROW(OLD.note)) THEN
        NEW.remark := NEW.note;
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
            INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, note, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.remark, one.created_at, one.updated_at, one.deleted_at, one.note, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, note, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.remark, changed.created_at, changed.updated_at, changed.deleted_at, changed.note, changed.updated_at, (ARRAY(SELECT changed.updated_at FROM peristyle_new AS changed))[row_number() OVER ()], changed_by FROM peristyle_old AS changed;
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
            INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, note, version_from, version_until, version_changed_by)
            VALUES (one.id, one.organization_id, one.tier, one.units, one.rate, one.remark, one.created_at, one.updated_at, one.deleted_at, one.note, one.updated_at, one.version_until, changed_by);
        END LOOP;
        PERFORM set_config('peristyle.organization_id', coalesce(tenant, ''), true);
        RETURN NULL;
    END IF;
    INSERT INTO org_prices_history (id, organization_id, tier, units, rate, remark, created_at, updated_at, deleted_at, note, version_from, version_until, version_changed_by)
    SELECT changed.id, changed.organization_id, changed.tier, changed.units, changed.rate, changed.remark, changed.created_at, changed.updated_at, changed.deleted_at, changed.note, changed.updated_at, greatest(now(), changed.updated_at + interval '1 microsecond'), changed_by FROM peristyle_old AS changed;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_prices_history_delete() FROM PUBLIC;

-- 4. create the function public.peristyle_org_prices_history_note_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_prices_history_note_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.note IS NOT NULL THEN
            NEW.remark := NEW.note;
        ELSE
            NEW.note := NEW.remark;
        END IF;
    ELSIF record_image_ne(ROW(NEW.remark), ROW(OLD.remark)) THEN
        NEW.note := NEW.remark;
    ELSIF record_image_ne(ROW(NEW.note), ROW(OLD.note)) THEN
        NEW.remark := NEW.note;
    END IF;
    RETURN NEW;
END
$$;

-- 5. add the column `remark` to `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ADD COLUMN remark text;

-- 6. add the column `remark` to `org_prices_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_history ADD COLUMN remark text;

-- 7. create the trigger peristyle_across_releases_note of org_prices
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_note
    BEFORE INSERT OR UPDATE ON org_prices
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_prices_note_across_releases();

-- 8. create the trigger peristyle_across_releases_note of org_prices_history
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_note
    BEFORE INSERT OR UPDATE ON org_prices_history
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_org_prices_history_note_across_releases();

-- 9. grant rights on org_prices
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, tier, units, rate, remark, note), UPDATE (tier, units, rate, remark, updated_at, deleted_at, note)
    ON org_prices TO shop_app;

-- 10. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_prices_note_across_releases() IS 'Keeps note of org_prices in step with remark until 0.5.';
COMMENT ON COLUMN org_prices.note IS 'The old name of remark: a trigger keeps both in step until 0.5.';
COMMENT ON FUNCTION public.peristyle_org_prices_history_note_across_releases() IS 'Keeps note of org_prices_history in step with remark until 0.5.';

-- backfill (no transaction)
-- 11. fill the column `remark` of `org_prices` in the rows that are there
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
            UPDATE org_prices SET remark = note
            WHERE record_image_ne(ROW(remark), ROW(note)) AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
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
-- 12. fill the column `note` of `org_prices` in the rows that are there
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
            UPDATE org_prices SET note = remark
            WHERE record_image_ne(ROW(note), ROW(remark)) AND (organization_id, id) IN (SELECT organization_id, id FROM batch)
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
-- 13. fill the column `remark` of `org_prices_history` in the rows that are there
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
            UPDATE org_prices_history SET remark = note
            WHERE record_image_ne(ROW(remark), ROW(note)) AND (organization_id, id, version_until) IN (SELECT organization_id, id, version_until FROM batch)
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

-- backfill (no transaction)
-- 14. fill the column `note` of `org_prices_history` in the rows that are there
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
            UPDATE org_prices_history SET note = remark
            WHERE record_image_ne(ROW(note), ROW(remark)) AND (organization_id, id, version_until) IN (SELECT organization_id, id, version_until FROM batch)
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

-- 15. refuse NULL in `remark` of `org_prices` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_prices ADD CONSTRAINT org_prices_remark_is_set CHECK (remark IS NOT NULL) NOT VALID;

-- 16. refuse NULL in `note` of `org_prices` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_prices ADD CONSTRAINT org_prices_note_is_set CHECK (note IS NOT NULL) NOT VALID;

-- 17. refuse NULL in `remark` of `org_prices_history` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_prices_history ADD CONSTRAINT org_prices_history_remark_is_set CHECK (remark IS NOT NULL) NOT VALID;

-- 18. refuse NULL in `note` of `org_prices_history` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_prices_history ADD CONSTRAINT org_prices_history_note_is_set CHECK (note IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 19. check `remark` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE remark IS NULL;
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_remark_is_set;

-- 20. check `note` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE note IS NULL;
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_note_is_set;

-- 21. check `remark` of `org_prices_history` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices_history WHERE remark IS NULL;
ALTER TABLE org_prices_history VALIDATE CONSTRAINT org_prices_history_remark_is_set;

-- 22. check `note` of `org_prices_history` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices_history WHERE note IS NULL;
ALTER TABLE org_prices_history VALIDATE CONSTRAINT org_prices_history_note_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 23. make `remark` of `org_prices` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices ALTER COLUMN remark SET NOT NULL;
ALTER TABLE org_prices DROP CONSTRAINT org_prices_remark_is_set;

-- 24. make `note` of `org_prices` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices ALTER COLUMN note SET NOT NULL;
ALTER TABLE org_prices DROP CONSTRAINT org_prices_note_is_set;

-- 25. make `remark` of `org_prices_history` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices_history ALTER COLUMN remark SET NOT NULL;
ALTER TABLE org_prices_history DROP CONSTRAINT org_prices_history_remark_is_set;

-- 26. make `note` of `org_prices_history` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices_history ALTER COLUMN note SET NOT NULL;
ALTER TABLE org_prices_history DROP CONSTRAINT org_prices_history_note_is_set;
