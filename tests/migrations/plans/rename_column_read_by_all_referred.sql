-- `org_categories` has a new column `counted`
-- `org_categories` no longer has the column `places`
-- `org_categories` changed its index `org_categories_organization_id_places_idx`: columns
-- `org_categories` changed its check `org_categories_places_check`: columns, condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `places` of `org_categories` to `counted`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_categories RENAME COLUMN places TO counted;
