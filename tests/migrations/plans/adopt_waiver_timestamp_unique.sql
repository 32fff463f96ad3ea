-- `org_beats` has a new index `org_beats_organization_id_created_at_idx`
-- `org_beats` no longer has the index `org_beats_organization_id_created_at_key`
-- `org_beats` no longer has the waiver `timestamp_unique`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on TABLE org_beats
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_beats IS 'A sign of life.';

-- build_index (no transaction)
-- 2. build the index `org_beats_organization_id_created_at_idx` of `org_beats`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_beats_organization_id_created_at_idx
    ON org_beats (organization_id, created_at)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. drop the index `org_beats_organization_id_created_at_key` of `org_beats`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    ON CONFLICT of the running version may name its columns
DROP INDEX org_beats_organization_id_created_at_key;
