-- `org_keys` changed its column `id`: uuid NOT NULL DEFAULT gen_random_uuid() is now uuid NOT NULL

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the default of `id` of `org_keys`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_keys ALTER COLUMN id DROP DEFAULT;

-- 2. comment on COLUMN org_keys.id
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON COLUMN org_keys.id IS NULL;
