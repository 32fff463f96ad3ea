-- `org_visits` has a new index `a_second`
-- `org_visits` no longer has the index `org_visits_organization_id_page_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the index `a_second` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX a_second
    ON ONLY org_visits (organization_id, page)
    WHERE note IS NOT NULL;

-- build_index (no transaction)
-- 2. build the index `org_visits_2026_organization_id_page_idx_new` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_organization_id_page_idx_new
    ON org_visits_2026 (organization_id, page)
    WHERE note IS NOT NULL;

-- build_index (no transaction)
-- 3. build the index `org_visits_rest_organization_id_page_idx_new` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_organization_id_page_idx_new
    ON org_visits_rest (organization_id, page)
    WHERE note IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. attach the indexes of the partitions to `a_second`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX a_second ATTACH PARTITION org_visits_2026_organization_id_page_idx_new;
ALTER INDEX a_second ATTACH PARTITION org_visits_rest_organization_id_page_idx_new;

-- 5. drop the index `org_visits_organization_id_page_idx` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_visits_organization_id_page_idx;

-- 6. give the index `org_visits_2026_organization_id_page_idx` of the partition `org_visits_2026` its name
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_visits_2026_organization_id_page_idx_new RENAME TO org_visits_2026_organization_id_page_idx;

-- 7. give the index `org_visits_rest_organization_id_page_idx` of the partition `org_visits_rest` its name
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_visits_rest_organization_id_page_idx_new RENAME TO org_visits_rest_organization_id_page_idx;
