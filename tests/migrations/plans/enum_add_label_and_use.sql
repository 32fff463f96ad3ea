-- the enum `product_status` changed: draft, active, retired is now draft, active, retired, archived
-- `org_products` changed its column `status`: product_status NOT NULL DEFAULT 'draft' is now product_status NOT NULL DEFAULT 'archived'

-- enum_values (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the label `archived` to `product_status`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version cannot read rows that have it
ALTER TYPE product_status ADD VALUE IF NOT EXISTS 'archived';

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. change the default of `status` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ALTER COLUMN status SET DEFAULT 'archived';
