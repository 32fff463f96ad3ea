-- `org_counters` has a new index `org_counters_organization_id_title_key`
-- `org_counters` no longer has the index `org_counters_organization_id_key`
-- `org_counters` no longer has the waiver `one_row_per_tenant`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on TABLE org_counters
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_counters IS 'A counter.';

-- build_index (no transaction)
-- 2. build the index `org_counters_organization_id_title_key` of `org_counters`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, title, count(*) FROM org_counters WHERE deleted_at IS NULL GROUP BY organization_id, title HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_counters_organization_id_title_key
    ON org_counters (organization_id, title)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. drop the index `org_counters_organization_id_key` of `org_counters`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    ON CONFLICT of the running version may name its columns
DROP INDEX org_counters_organization_id_key;
