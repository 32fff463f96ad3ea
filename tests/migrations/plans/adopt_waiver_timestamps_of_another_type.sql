-- `org_records` changed its column `created_at`: integer is now timestamptz NOT NULL DEFAULT now()
-- `org_records` has a new column `updated_at`
-- `org_records` no longer has the waiver `timestamps`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `created_at` of `org_records` from integer to timestamptz
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_records ALTER COLUMN created_at TYPE timestamptz
    USING coalesce(to_timestamp(created_at), now());
ALTER TABLE org_records ALTER COLUMN created_at SET DEFAULT now();

-- 2. add the column `updated_at` to `org_records`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_records ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();

-- 3. refuse NULL in `created_at` of `org_records` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version that write NULL fail from then on
ALTER TABLE org_records ADD CONSTRAINT org_records_created_at_is_set CHECK (created_at IS NOT NULL) NOT VALID;

-- 4. create the trigger peristyle_updated_at of org_records
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_records
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();

-- 5. grant rights on org_records
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id), UPDATE (updated_at), DELETE
    ON org_records TO shop_app;

-- 6. comment on TABLE org_records
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_records IS 'A record, whose time is a number of seconds.

Waived soft_delete (T03): TODO';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 7. collect the statistics of `created_at` of `org_records`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_records (created_at);

-- 8. check `created_at` of `org_records` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_records WHERE created_at IS NULL;
ALTER TABLE org_records VALIDATE CONSTRAINT org_records_created_at_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. make `created_at` of `org_records` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_records ALTER COLUMN created_at SET NOT NULL;
ALTER TABLE org_records DROP CONSTRAINT org_records_created_at_is_set;

-- 10. grant rights on org_records
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_records FROM shop_app;
GRANT SELECT, INSERT (id, organization_id), UPDATE (updated_at), DELETE
    ON org_records TO shop_app;
