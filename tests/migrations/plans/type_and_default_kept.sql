-- `org_prices` changed its column `units`: integer NOT NULL DEFAULT 0 is now bigint NOT NULL DEFAULT 5
-- `org_prices_history` changed its column `units`: integer NOT NULL DEFAULT 0 is now bigint NOT NULL DEFAULT 5

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_prices_units_check` of `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices DROP CONSTRAINT org_prices_units_check;

-- 2. drop the column `halves` of `org_prices`, which is computed anew
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices DROP COLUMN halves;

-- 3. drop the column `halves` of `org_prices_history`, which is computed anew
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_history DROP COLUMN halves;

-- 4. change the type of `units` of `org_prices` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_prices ALTER COLUMN units DROP DEFAULT;
ALTER TABLE org_prices ALTER COLUMN units TYPE bigint;
ALTER TABLE org_prices ALTER COLUMN units SET DEFAULT 5;

-- 5. change the type of `units` of `org_prices_history` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_prices_history ALTER COLUMN units DROP DEFAULT;
ALTER TABLE org_prices_history ALTER COLUMN units TYPE bigint;
ALTER TABLE org_prices_history ALTER COLUMN units SET DEFAULT 5;

-- 6. compute the column `halves` of `org_prices`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_prices ADD COLUMN halves integer GENERATED ALWAYS AS (units * 2) STORED;

-- 7. compute the column `halves` of `org_prices_history`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_prices_history ADD COLUMN halves integer GENERATED ALWAYS AS (units * 2) STORED;

-- 8. add the check `org_prices_units_check` to `org_prices` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_prices ADD CONSTRAINT org_prices_units_check CHECK (units >= 0) NOT VALID;

-- 9. comment on CONSTRAINT org_prices_units_check ON org_prices
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_prices_units_check ON org_prices IS 'a price is of units';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. collect the statistics of `units` of `org_prices`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices (units);

-- 11. collect the statistics of `units` of `org_prices_history`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices_history (units);

-- 12. check `org_prices_units_check` of `org_prices` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_prices WHERE NOT (units >= 0);
ALTER TABLE org_prices VALIDATE CONSTRAINT org_prices_units_check;
