-- `org_events` changed its index `org_events_organization_id_kind_idx`: predicate

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the index `org_events_organization_id_kind_idx` of `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_events_organization_id_kind_idx;

-- 2. create the index `org_events_organization_id_kind_idx` of `org_events`
--    lock: SHARE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
CREATE INDEX org_events_organization_id_kind_idx
    ON org_events (organization_id, kind)
    WHERE note IS NOT NULL;
