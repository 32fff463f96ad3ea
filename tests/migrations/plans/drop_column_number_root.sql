-- `organizations` no longer has the column `seats`
-- `organizations` no longer has the column `feet`
-- `organizations` no longer has the index `organizations_seats_idx`
-- `organizations` no longer has the check `organizations_seats_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `organizations_seats_check` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations DROP CONSTRAINT organizations_seats_check;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON organizations FROM shop_app;
GRANT SELECT, INSERT (id, name, balance, note), UPDATE (name, balance, note, updated_at, deleted_at)
    ON organizations TO shop_app;

-- 3. drop the index `organizations_seats_idx` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX organizations_seats_idx;

-- 4. drop the column `feet` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE organizations DROP COLUMN feet;

-- 5. drop the column `seats` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM organizations WHERE seats IS NOT NULL;
ALTER TABLE organizations DROP COLUMN seats;
