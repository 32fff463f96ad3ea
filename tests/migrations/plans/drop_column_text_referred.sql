-- `org_categories` no longer has the column `name`
-- `org_categories` no longer has the index `org_categories_organization_id_name_key`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. allow NULL in `name` of `org_categories`, which the new version does not insert
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ALTER COLUMN name DROP NOT NULL;

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
GRANT SELECT, INSERT (id, organization_id, parent_id, places, width, note), UPDATE (parent_id, places, width, note, updated_at, deleted_at)
    ON org_categories TO shop_app;

-- 3. drop the index `org_categories_organization_id_name_key` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    ON CONFLICT of the running version may name its columns
DROP INDEX org_categories_organization_id_name_key;

-- 4. drop the column `name` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_categories WHERE name IS NOT NULL;
ALTER TABLE org_categories DROP COLUMN name;
