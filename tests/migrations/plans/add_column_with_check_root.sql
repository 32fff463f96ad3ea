-- `organizations` has a new column `extra`
-- `organizations` has a new check `a_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations ADD COLUMN extra integer;

-- 2. add the check `a_check` to `organizations` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE organizations ADD CONSTRAINT a_check CHECK (extra > 0) NOT VALID;

-- 3. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, name, seats, balance, note, extra), UPDATE (name, seats, balance, note, updated_at, deleted_at, extra)
    ON organizations TO shop_app;

-- 4. comment on CONSTRAINT a_check ON organizations
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT a_check ON organizations IS 'another value is not allowed';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. check `a_check` of `organizations` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM organizations WHERE NOT (extra > 0);
ALTER TABLE organizations VALIDATE CONSTRAINT a_check;
