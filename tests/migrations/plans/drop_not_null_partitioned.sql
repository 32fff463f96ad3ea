-- `org_events` changed its column `weight`: integer NOT NULL DEFAULT 0 is now integer DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. allow NULL in `weight` of `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the running version may not expect NULL
ALTER TABLE org_events ALTER COLUMN weight DROP NOT NULL;
