-- `organizations` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ADD COLUMN extra jsonb NOT NULL DEFAULT '{}';

-- 2. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, name, seats, balance, note, extra), UPDATE (name, seats, balance, note, updated_at, deleted_at, extra)
    ON organizations TO shop_app;
