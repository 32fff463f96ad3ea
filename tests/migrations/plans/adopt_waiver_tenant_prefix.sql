-- the table `org_items` is new
-- the table `items` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `items` to `org_items`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE items RENAME TO org_items;

-- 2. rename the constraint `items_pkey` of `org_items` to `org_items_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_items RENAME CONSTRAINT items_pkey TO org_items_pkey;

-- 3. rename the constraint `items_organization_id_fkey` of `org_items` to `org_items_organization_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_items RENAME CONSTRAINT items_organization_id_fkey TO org_items_organization_id_fkey;

-- 4. rename the index `items_organization_id_title_key` of `org_items` to `org_items_organization_id_title_key`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX items_organization_id_title_key RENAME TO org_items_organization_id_title_key;

-- 5. comment on TABLE org_items
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_items IS 'An item, whose name does not say that it is of a shop.';
