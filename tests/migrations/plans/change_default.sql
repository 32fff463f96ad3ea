-- `org_products` changed its column `title`: varchar(50) NOT NULL DEFAULT 'untitled' is now varchar(50) NOT NULL DEFAULT 'nameless'

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the default of `title` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ALTER COLUMN title SET DEFAULT 'nameless';
