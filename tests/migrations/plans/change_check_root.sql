-- `organizations` changed its check `organizations_seats_check`: condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `organizations_seats_check` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations DROP CONSTRAINT organizations_seats_check;

-- 2. add the check `organizations_seats_check` to `organizations` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE organizations ADD CONSTRAINT organizations_seats_check CHECK (seats >= -1) NOT VALID;

-- 3. comment on CONSTRAINT organizations_seats_check ON organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT organizations_seats_check ON organizations IS 'a shop has seats';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `organizations_seats_check` of `organizations` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM organizations WHERE NOT (seats >= -1);
ALTER TABLE organizations VALIDATE CONSTRAINT organizations_seats_check;
