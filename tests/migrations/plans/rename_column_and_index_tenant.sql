-- `org_products` has a new column `remark`
-- `org_products` no longer has the column `note`
-- `org_products` has a new index `an_index`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the column `note` of `org_products` to `remark`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_products RENAME COLUMN note TO remark;

-- build_index (no transaction)
-- 2. build the index `an_index` of `org_products`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY an_index
    ON org_products (organization_id, remark);
