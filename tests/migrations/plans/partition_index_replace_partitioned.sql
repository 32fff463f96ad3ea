-- `org_events` has a new index `a_second`
-- `org_events` no longer has the index `org_events_organization_id_kind_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the index `a_second` of `org_events` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX a_second
    ON ONLY org_events (organization_id, kind)
    WHERE note IS NOT NULL;

-- build_index (no transaction)
-- 2. build the index `org_events_p0_organization_id_kind_idx_new` of the partition `org_events_p0`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_events_p0_organization_id_kind_idx_new
    ON org_events_p0 (organization_id, kind)
    WHERE note IS NOT NULL;

-- build_index (no transaction)
-- 3. build the index `org_events_p1_organization_id_kind_idx_new` of the partition `org_events_p1`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_events_p1_organization_id_kind_idx_new
    ON org_events_p1 (organization_id, kind)
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
ALTER INDEX a_second ATTACH PARTITION org_events_p0_organization_id_kind_idx_new;
ALTER INDEX a_second ATTACH PARTITION org_events_p1_organization_id_kind_idx_new;

-- 5. drop the index `org_events_organization_id_kind_idx` of `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_events_organization_id_kind_idx;

-- 6. give the index `org_events_p0_organization_id_kind_idx` of the partition `org_events_p0` its name
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_events_p0_organization_id_kind_idx_new RENAME TO org_events_p0_organization_id_kind_idx;

-- 7. give the index `org_events_p1_organization_id_kind_idx` of the partition `org_events_p1` its name
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_events_p1_organization_id_kind_idx_new RENAME TO org_events_p1_organization_id_kind_idx;
