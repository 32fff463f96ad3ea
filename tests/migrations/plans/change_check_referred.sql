-- `org_categories` changed its check `org_categories_places_check`: condition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_categories_places_check` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_categories DROP CONSTRAINT org_categories_places_check;

-- 2. add the check `org_categories_places_check` to `org_categories` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_categories ADD CONSTRAINT org_categories_places_check CHECK (places >= -1) NOT VALID;

-- 3. comment on CONSTRAINT org_categories_places_check ON org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_categories_places_check ON org_categories IS 'a shelf has places';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `org_categories_places_check` of `org_categories` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_categories WHERE NOT (places >= -1);
ALTER TABLE org_categories VALIDATE CONSTRAINT org_categories_places_check;
