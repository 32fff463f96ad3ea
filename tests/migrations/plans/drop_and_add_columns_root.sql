-- `organizations` has a new column `extra`
-- `organizations` has a new column `more`
-- `organizations` no longer has the column `note`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ADD COLUMN extra integer;

-- 2. add the column `more` to `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ADD COLUMN more bigint NOT NULL DEFAULT 1;

-- 3. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, name, seats, balance, extra, more), UPDATE (name, seats, balance, updated_at, deleted_at, extra, more)
    ON organizations TO shop_app;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON organizations FROM shop_app;
GRANT SELECT, INSERT (id, name, seats, balance, extra, more), UPDATE (name, seats, balance, updated_at, deleted_at, extra, more)
    ON organizations TO shop_app;

-- 5. drop the column `note` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM organizations WHERE note IS NOT NULL;
ALTER TABLE organizations DROP COLUMN note;
