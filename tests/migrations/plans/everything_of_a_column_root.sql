-- `organizations` changed its column `seats`: integer NOT NULL DEFAULT 0 is now bigint
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

-- 2. drop the column `feet` of `organizations`, which is computed anew
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE organizations DROP COLUMN feet;

-- 3. change the type of `seats` of `organizations` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE organizations ALTER COLUMN seats DROP DEFAULT;
ALTER TABLE organizations ALTER COLUMN seats TYPE bigint;

-- 4. allow NULL in `seats` of `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the running version may not expect NULL
ALTER TABLE organizations ALTER COLUMN seats DROP NOT NULL;

-- 5. compute the column `feet` of `organizations`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE organizations ADD COLUMN feet integer GENERATED ALWAYS AS (seats * 2) STORED;

-- 6. add the check `organizations_seats_check` to `organizations` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE organizations ADD CONSTRAINT organizations_seats_check CHECK (seats > -5) NOT VALID;

-- 7. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON COLUMN organizations.seats IS 'How many there are.';
COMMENT ON CONSTRAINT organizations_seats_check ON organizations IS 'a shop has seats';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. collect the statistics of `seats` of `organizations`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE organizations (seats);

-- 9. check `organizations_seats_check` of `organizations` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM organizations WHERE NOT (seats > -5);
ALTER TABLE organizations VALIDATE CONSTRAINT organizations_seats_check;
