-- `org_visits` has a new partition `org_visits_y26`
-- `org_visits` no longer has the partition `org_visits_2026`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the partition `org_visits_2026` of `org_visits` to `org_visits_y26`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits_2026 RENAME TO org_visits_y26;

-- 2. rename the index `org_visits_2026_pkey` of the partition `org_visits_y26` to `org_visits_y26_pkey`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_2026_pkey RENAME TO org_visits_y26_pkey;

-- 3. rename the index `org_visits_2026_organization_id_page_idx` of the partition `org_visits_y26` to `org_visits_y26_organization_id_page_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_2026_organization_id_page_idx RENAME TO org_visits_y26_organization_id_page_idx;

-- 4. rename the index `org_visits_2026_organization_id_product_id_idx` of the partition `org_visits_y26` to `org_visits_y26_organization_id_product_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_visits_2026_organization_id_product_id_idx RENAME TO org_visits_y26_organization_id_product_id_idx;
