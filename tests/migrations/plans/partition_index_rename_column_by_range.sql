-- `org_visits` has a new column `label`
-- `org_visits` no longer has the column `page`
-- `org_visits` changed its index `org_visits_organization_id_page_idx`: columns

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `page` of `org_visits` to `label`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_visits RENAME COLUMN page TO label;

-- 2. rename the index `org_visits_2026_organization_id_page_idx` of the partition `org_visits_2026` to `org_visits_2026_organization_id_label_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_2026_organization_id_page_idx RENAME TO org_visits_2026_organization_id_label_idx;

-- 3. rename the index `org_visits_rest_organization_id_page_idx` of the partition `org_visits_rest` to `org_visits_rest_organization_id_label_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_rest_organization_id_page_idx RENAME TO org_visits_rest_organization_id_label_idx;
