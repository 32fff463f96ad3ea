-- `org_categories` changed its index `org_categories_organization_id_places_idx`: predicate

-- build_index (no transaction)
-- 1. build the index `org_categories_organization_id_places_idx` of `org_categories` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_categories_organization_id_places_idx_new
    ON org_categories (organization_id, places)
    WHERE note IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. put the new index `org_categories_organization_id_places_idx` of `org_categories` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_categories_organization_id_places_idx;
ALTER INDEX org_categories_organization_id_places_idx_new RENAME TO org_categories_organization_id_places_idx;
