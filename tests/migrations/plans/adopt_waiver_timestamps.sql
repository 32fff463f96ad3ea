-- `org_marks` has a new column `created_at`
-- `org_marks` has a new column `updated_at`
-- `org_marks` no longer has the waiver `timestamps`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `created_at` to `org_marks`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_marks ADD COLUMN created_at timestamptz NOT NULL DEFAULT now();

-- 2. add the column `updated_at` to `org_marks`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_marks ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

-- 3. create the trigger peristyle_updated_at of org_marks
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_marks
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

-- 4. grant rights on org_marks
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, title), UPDATE (title, updated_at, deleted_at)
    ON org_marks TO shop_app;

-- 5. comment on TABLE org_marks
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_marks IS 'A mark.';
