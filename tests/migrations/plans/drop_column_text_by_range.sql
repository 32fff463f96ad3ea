-- `org_visits` no longer has the column `page`
-- `org_visits` no longer has the index `org_visits_organization_id_page_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. allow NULL in `page` of `org_visits`, which the new version does not insert
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ALTER COLUMN page DROP NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. grant rights on org_visits
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_visits FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, day, product_id, hits, spent, note), UPDATE (product_id, hits, spent, note, updated_at, deleted_at)
    ON org_visits TO shop_app;

-- 3. drop the index `org_visits_organization_id_page_idx` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_visits_organization_id_page_idx;

-- 4. drop the column `page` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_visits WHERE page IS NOT NULL;
ALTER TABLE org_visits DROP COLUMN page;
