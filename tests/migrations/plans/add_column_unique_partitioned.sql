-- `org_events` has a new column `extra`
-- `org_events` has a new index `a_unique`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events ADD COLUMN extra text;

-- 2. create the index `a_unique` of `org_events` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE UNIQUE INDEX a_unique
    ON ONLY org_events (organization_id, extra);

-- 3. grant rights on org_events
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, kind, weight, amount, note, extra)
    ON org_events TO shop_app;

-- build_index (no transaction)
-- 4. build the index `org_events_p0_organization_id_extra_idx` of the partition `org_events_p0`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, extra, count(*) FROM org_events GROUP BY organization_id, extra HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_events_p0_organization_id_extra_idx
    ON org_events_p0 (organization_id, extra);

-- build_index (no transaction)
-- 5. build the index `org_events_p1_organization_id_extra_idx` of the partition `org_events_p1`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, extra, count(*) FROM org_events GROUP BY organization_id, extra HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_events_p1_organization_id_extra_idx
    ON org_events_p1 (organization_id, extra);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. attach the indexes of the partitions to `a_unique`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX a_unique ATTACH PARTITION org_events_p0_organization_id_extra_idx;
ALTER INDEX a_unique ATTACH PARTITION org_events_p1_organization_id_extra_idx;
