-- `org_names` changed its documentation
-- `org_names` has a new column `first_name`
-- `org_names` no longer has the column `firstName`
-- `org_names` has a new index `org_names_organization_id_title_first_name_idx`
-- `org_names` no longer has the index `org_names_organization_id_title_idx`
-- `org_names` no longer has the index `org_names_organization_id_title_firstName_idx`
-- `org_names` no longer has the waiver `table_doc`
-- `org_names` no longer has the waiver `redundant_index`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `firstName` of `org_names` to `first_name`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_names RENAME COLUMN "firstName" TO first_name;

-- 2. rename the index `org_names_organization_id_title_firstName_idx` of `org_names` to `org_names_organization_id_title_first_name_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX "org_names_organization_id_title_firstName_idx" RENAME TO org_names_organization_id_title_first_name_idx;

-- 3. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_names IS 'A name.';
COMMENT ON COLUMN org_names.first_name IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. drop the index `org_names_organization_id_title_idx` of `org_names`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_names_organization_id_title_idx;
