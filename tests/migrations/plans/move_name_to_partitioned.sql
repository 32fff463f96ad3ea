-- `org_products` no longer has the index `org_products_organization_id_title_idx`
-- `org_visits` has a new index `org_products_organization_id_title_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_products_organization_id_title_idx` of `org_products`, whose name another table takes
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_title_idx RENAME TO org_products_organization_id_title_idx_old;

-- 2. create the index `org_products_organization_id_title_idx` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX org_products_organization_id_title_idx
    ON ONLY org_visits (spent);

-- build_index (no transaction)
-- 3. build the index `org_visits_2026_spent_idx` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_spent_idx
    ON org_visits_2026 (spent);

-- build_index (no transaction)
-- 4. build the index `org_visits_rest_spent_idx` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_spent_idx
    ON org_visits_rest (spent);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. attach the indexes of the partitions to `org_products_organization_id_title_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX org_products_organization_id_title_idx ATTACH PARTITION org_visits_2026_spent_idx;
ALTER INDEX org_products_organization_id_title_idx ATTACH PARTITION org_visits_rest_spent_idx;

-- 6. drop the index `org_products_organization_id_title_idx_old` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_products_organization_id_title_idx_old;
