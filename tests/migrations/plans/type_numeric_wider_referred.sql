-- `org_categories` changed its column `width`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(12,2) NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `width` of `org_categories` from numeric(10,2) to numeric(12,2)
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories ALTER COLUMN width DROP DEFAULT;
ALTER TABLE org_categories ALTER COLUMN width TYPE numeric(12,2);
ALTER TABLE org_categories ALTER COLUMN width SET DEFAULT 0;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. collect the statistics of `width` of `org_categories`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_categories (width);
