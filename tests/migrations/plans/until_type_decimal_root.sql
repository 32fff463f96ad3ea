-- `organizations` has a new column `measured`
-- `organizations` changed its column `balance`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(10,2) NOT NULL
-- `organizations` changed the order of its columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_organizations_balance_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_organizations_balance_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance IS NOT NULL THEN
            NEW.measured := NEW.balance;
        ELSE
            NEW.balance := NEW.measured;
        END IF;
    ELSIF record_image_ne(ROW(NEW.measured), ROW(OLD.measured)) THEN
        NEW.balance := NEW.measured;
    ELSIF record_image_ne(ROW(NEW.balance), ROW(OLD.balance)) THEN
        NEW.measured := NEW.balance;
    END IF;
    RETURN NEW;
END
$$;

-- 2. add the column `measured` to `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ADD COLUMN measured numeric(12,4);
ALTER TABLE organizations ALTER COLUMN measured SET DEFAULT 0;

-- 3. change the default of `balance` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ALTER COLUMN balance DROP DEFAULT;

-- 4. create the trigger peristyle_across_releases_balance of organizations
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_balance
    BEFORE INSERT OR UPDATE ON organizations
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_organizations_balance_across_releases();

-- 5. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, name, seats, measured, note, balance), UPDATE (name, seats, measured, note, updated_at, deleted_at, balance)
    ON organizations TO shop_app;

-- 6. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_organizations_balance_across_releases() IS 'Keeps balance of organizations in step with measured until 0.5.';
COMMENT ON COLUMN organizations.balance IS 'The old name of measured: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 7. fill the column `measured` of `organizations` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
    last_1 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        IF NOT bypasses THEN
            ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
        END IF;
        EXECUTE $batch$WITH batch AS (
            SELECT id FROM organizations$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE organizations SET measured = balance::numeric(12,4)
            WHERE record_image_ne(ROW(measured), ROW(balance::numeric(12,4))) AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        IF NOT bypasses THEN
            ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'organizations: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. refuse NULL in `measured` of `organizations` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE organizations ADD CONSTRAINT organizations_measured_is_set CHECK (measured IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. check `measured` of `organizations` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM organizations WHERE measured IS NULL;
ALTER TABLE organizations VALIDATE CONSTRAINT organizations_measured_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. make `measured` of `organizations` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE organizations ALTER COLUMN measured SET NOT NULL;
ALTER TABLE organizations DROP CONSTRAINT organizations_measured_is_set;
