-- `org_visits` changed its index `org_visits_organization_id_page_idx`: predicate

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the index `org_visits_organization_id_page_idx` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_visits_organization_id_page_idx;

-- 2. create the index `org_visits_organization_id_page_idx` of `org_visits`
--    lock: SHARE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
CREATE INDEX org_visits_organization_id_page_idx
    ON org_visits (organization_id, page)
    WHERE note IS NOT NULL;
