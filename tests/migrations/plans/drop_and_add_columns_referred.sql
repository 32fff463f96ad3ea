-- `org_categories` has a new column `extra`
-- `org_categories` has a new column `more`
-- `org_categories` no longer has the column `note`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD COLUMN extra integer;

-- 2. add the column `more` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD COLUMN more bigint NOT NULL DEFAULT 1;

-- 3. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, name, parent_id, places, width, extra, more), UPDATE (name, parent_id, places, width, updated_at, deleted_at, extra, more)
    ON org_categories TO shop_app;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_categories FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, name, parent_id, places, width, extra, more), UPDATE (name, parent_id, places, width, updated_at, deleted_at, extra, more)
    ON org_categories TO shop_app;

-- 5. drop the column `note` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_categories WHERE note IS NOT NULL;
ALTER TABLE org_categories DROP COLUMN note;
