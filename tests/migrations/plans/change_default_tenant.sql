-- `org_products` changed its column `stock`: integer NOT NULL DEFAULT 0 is now integer NOT NULL DEFAULT 3

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the default of `stock` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ALTER COLUMN stock SET DEFAULT 3;
