-- `org_visits` has a new column `extra`
-- `org_visits` has a new index `a_unique`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN extra text;

-- 2. create the index `a_unique` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE UNIQUE INDEX a_unique
    ON ONLY org_visits (organization_id, day, extra);

-- 3. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, spent, note, extra), UPDATE (page, product_id, hits, spent, note, updated_at, deleted_at, extra)
    ON org_visits TO shop_app;

-- build_index (no transaction)
-- 4. build the index `org_visits_2026_organization_id_day_extra_idx` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, day, extra, count(*) FROM org_visits GROUP BY organization_id, day, extra HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_visits_2026_organization_id_day_extra_idx
    ON org_visits_2026 (organization_id, day, extra);

-- build_index (no transaction)
-- 5. build the index `org_visits_rest_organization_id_day_extra_idx` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, day, extra, count(*) FROM org_visits GROUP BY organization_id, day, extra HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_visits_rest_organization_id_day_extra_idx
    ON org_visits_rest (organization_id, day, extra);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. attach the indexes of the partitions to `a_unique`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX a_unique ATTACH PARTITION org_visits_2026_organization_id_day_extra_idx;
ALTER INDEX a_unique ATTACH PARTITION org_visits_rest_organization_id_day_extra_idx;
