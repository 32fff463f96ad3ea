-- `org_categories` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ADD COLUMN extra jsonb NOT NULL DEFAULT '{}';

-- 2. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, name, parent_id, places, width, note, extra), UPDATE (name, parent_id, places, width, note, updated_at, deleted_at, extra)
    ON org_categories TO shop_app;
