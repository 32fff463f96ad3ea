-- `org_categories` changed its column `places`: integer NOT NULL DEFAULT 0 is now bigint NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_categories_places_check` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories DROP CONSTRAINT org_categories_places_check;

-- 2. change the type of `places` of `org_categories` from integer to bigint
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_categories ALTER COLUMN places DROP DEFAULT;
ALTER TABLE org_categories ALTER COLUMN places TYPE bigint;
ALTER TABLE org_categories ALTER COLUMN places SET DEFAULT 0;

-- 3. add the check `org_categories_places_check` to `org_categories` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_categories ADD CONSTRAINT org_categories_places_check CHECK (places >= 0) NOT VALID;

-- 4. comment on CONSTRAINT org_categories_places_check ON org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_categories_places_check ON org_categories IS 'a shelf has places';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. collect the statistics of `places` of `org_categories`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_categories (places);

-- 6. check `org_categories_places_check` of `org_categories` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_categories WHERE NOT (places >= 0);
ALTER TABLE org_categories VALIDATE CONSTRAINT org_categories_places_check;
