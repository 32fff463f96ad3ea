-- `organizations` has a new column `label`
-- `organizations` changed its column `name`: documentation, transition
-- `organizations` changed the order of its columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_organizations_name_across_releases()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_organizations_name_across_releases() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.name IS NOT NULL THEN
            NEW.label := NEW.name;
        ELSE
            NEW.name := NEW.label;
        END IF;
    ELSIF record_image_ne(ROW(NEW.label), ROW(OLD.label)) THEN
        NEW.name := NEW.label;
    ELSIF record_image_ne(ROW(NEW.name), ROW(OLD.name)) THEN
        NEW.label := NEW.name;
    END IF;
    RETURN NEW;
END
$$;

-- 2. add the column `label` to `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ADD COLUMN label varchar(20);

-- 3. create the trigger peristyle_across_releases_name of organizations
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_across_releases_name
    BEFORE INSERT OR UPDATE ON organizations
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_organizations_name_across_releases();

-- 4. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, label, seats, balance, note, name), UPDATE (label, seats, balance, note, updated_at, deleted_at, name)
    ON organizations TO shop_app;

-- 5. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_organizations_name_across_releases() IS 'Keeps name of organizations in step with label until 0.5.';
COMMENT ON COLUMN organizations.label IS 'What customers call it.';
COMMENT ON COLUMN organizations.name IS 'The old name of label: a trigger keeps both in step until 0.5.';

-- backfill (no transaction)
-- 6. fill the column `label` of `organizations` in the rows that are there
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
            UPDATE organizations SET label = name::varchar(20)
            WHERE record_image_ne(ROW(label), ROW(name::varchar(20))) AND (id) IN (SELECT id FROM batch)
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

-- 7. refuse NULL in `label` of `organizations` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE organizations ADD CONSTRAINT organizations_label_is_set CHECK (label IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. check `label` of `organizations` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM organizations WHERE label IS NULL;
ALTER TABLE organizations VALIDATE CONSTRAINT organizations_label_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. make `label` of `organizations` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE organizations ALTER COLUMN label SET NOT NULL;
ALTER TABLE organizations DROP CONSTRAINT organizations_label_is_set;
