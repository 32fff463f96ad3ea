-- `org_visits` no longer has the column `hits`
-- `org_visits` no longer has the column `clicks`
-- `org_visits` no longer has the check `org_visits_hits_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_visits_hits_check` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits DROP CONSTRAINT org_visits_hits_check;

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
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, spent, note), UPDATE (page, product_id, spent, note, updated_at, deleted_at)
    ON org_visits TO shop_app;

-- 3. drop the column `clicks` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_visits DROP COLUMN clicks;

-- 4. drop the column `hits` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_visits WHERE hits IS NOT NULL;
ALTER TABLE org_visits DROP COLUMN hits;
