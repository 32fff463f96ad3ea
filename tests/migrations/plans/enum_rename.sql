-- the enum `org_status` is new
-- the enum `product_status` was removed
-- `org_products` changed its column `status`: product_status NOT NULL DEFAULT 'draft' is now org_status NOT NULL DEFAULT 'draft'

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the enum type `product_status` to `org_status`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TYPE product_status RENAME TO org_status;
