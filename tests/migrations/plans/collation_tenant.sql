-- `org_products` changed its column `title`: varchar(50) NOT NULL DEFAULT 'untitled' is now varchar(50) COLLATE "C" NOT NULL DEFAULT 'untitled'

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_products_title_is_there` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products DROP CONSTRAINT org_products_title_is_there;

-- 2. change the type of `title` of `org_products` from varchar(50) to varchar(50)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_products ALTER COLUMN title DROP DEFAULT;
ALTER TABLE org_products ALTER COLUMN title TYPE varchar(50) COLLATE "C";
ALTER TABLE org_products ALTER COLUMN title SET DEFAULT 'untitled';

-- 3. add the check `org_products_title_is_there` to `org_products` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_title_is_there CHECK (title <> '') NOT VALID;

-- 4. comment on CONSTRAINT org_products_title_is_there ON org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_products_title_is_there ON org_products IS 'a product has a title';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. collect the statistics of `title` of `org_products`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_products (title);

-- 6. check `org_products_title_is_there` of `org_products` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products WHERE NOT (title <> '');
ALTER TABLE org_products VALIDATE CONSTRAINT org_products_title_is_there;
