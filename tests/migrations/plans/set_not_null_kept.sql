-- `org_prices` changed its column `note`: text is now text NOT NULL
-- `org_prices_history` changed its column `note`: text is now text NOT NULL

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. refuse NULL in `note` of `org_prices` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version that write NULL fail from then on
ALTER TABLE org_prices ADD CONSTRAINT org_prices_note_is_set CHECK (note IS NOT NULL) NOT VALID;

-- 2. refuse NULL in `note` of `org_prices_history` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version that write NULL fail from then on
ALTER TABLE org_prices_history ADD CONSTRAINT org_prices_history_note_is_set CHECK (note IS NOT NULL) NOT VALID;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. check `note` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE note IS NULL;
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_note_is_set;

-- 4. check `note` of `org_prices_history` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices_history WHERE note IS NULL;
ALTER TABLE org_prices_history VALIDATE CONSTRAINT org_prices_history_note_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. make `note` of `org_prices` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices ALTER COLUMN note SET NOT NULL;
ALTER TABLE org_prices DROP CONSTRAINT org_prices_note_is_set;

-- 6. make `note` of `org_prices_history` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_prices_history ALTER COLUMN note SET NOT NULL;
ALTER TABLE org_prices_history DROP CONSTRAINT org_prices_history_note_is_set;
