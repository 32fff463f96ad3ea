-- `org_places` has a new index `org_places_organization_id_title_idx`
-- `org_places` no longer has the index `org_places_organization_id_title_organization_id1_idx`
-- `org_places` no longer has the waiver `tenant_leads`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on TABLE org_places
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_places IS 'A place.';

-- build_index (no transaction)
-- 2. build the index `org_places_organization_id_title_idx` of `org_places`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_places_organization_id_title_idx
    ON org_places (organization_id, title)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. drop the index `org_places_organization_id_title_organization_id1_idx` of `org_places`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_places_organization_id_title_organization_id1_idx;
