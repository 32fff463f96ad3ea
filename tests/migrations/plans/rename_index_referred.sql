-- `org_categories` has a new index `an_index`
-- `org_categories` no longer has the index `org_categories_organization_id_places_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_categories_organization_id_places_idx` of `org_categories` to `an_index`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_categories_organization_id_places_idx RENAME TO an_index;
