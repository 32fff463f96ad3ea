-- `organizations` no longer has the column `balance`

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON organizations FROM shop_app;
GRANT SELECT, INSERT (id, name, seats, note), UPDATE (name, seats, note, updated_at, deleted_at)
    ON organizations TO shop_app;

-- 2. drop the column `balance` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM organizations WHERE balance IS NOT NULL;
ALTER TABLE organizations DROP COLUMN balance;
