-- `org_categories` no longer has the column `places`
-- `org_categories` no longer has the index `org_categories_organization_id_places_idx`
-- `org_categories` no longer has the check `org_categories_places_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_categories_places_check` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories DROP CONSTRAINT org_categories_places_check;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_categories FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, name, parent_id, width, note), UPDATE (name, parent_id, width, note, updated_at, deleted_at)
    ON org_categories TO shop_app;

-- 3. drop the index `org_categories_organization_id_places_idx` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_categories_organization_id_places_idx;

-- 4. drop the column `places` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_categories WHERE places IS NOT NULL;
ALTER TABLE org_categories DROP COLUMN places;
