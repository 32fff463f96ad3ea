-- `org_events` has a new column `remark`
-- `org_events` no longer has the column `note`
-- `org_events` has a new index `an_index`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `note` of `org_events` to `remark`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_events RENAME COLUMN note TO remark;

-- 2. create the index `an_index` of `org_events` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX an_index
    ON ONLY org_events (organization_id, remark);

-- build_index (no transaction)
-- 3. build the index `org_events_p0_organization_id_remark_idx` of the partition `org_events_p0`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_events_p0_organization_id_remark_idx
    ON org_events_p0 (organization_id, remark);

-- build_index (no transaction)
-- 4. build the index `org_events_p1_organization_id_remark_idx` of the partition `org_events_p1`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_events_p1_organization_id_remark_idx
    ON org_events_p1 (organization_id, remark);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. attach the indexes of the partitions to `an_index`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX an_index ATTACH PARTITION org_events_p0_organization_id_remark_idx;
ALTER INDEX an_index ATTACH PARTITION org_events_p1_organization_id_remark_idx;
