-- `org_products` changed its column `tags`: text[] NOT NULL DEFAULT '{}' is now varchar(30)[] NOT NULL DEFAULT '{}'

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the check `org_products_tags_check` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products DROP CONSTRAINT org_products_tags_check;

-- 2. change the type of `tags` of `org_products` from text[] to varchar(30)[]
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_products ALTER COLUMN tags DROP DEFAULT;
ALTER TABLE org_products ALTER COLUMN tags TYPE varchar(30)[];
ALTER TABLE org_products ALTER COLUMN tags SET DEFAULT '{}';

-- 3. add the check `org_products_tags_check` to `org_products` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_tags_check CHECK (array_position(tags, NULL) IS NULL) NOT VALID;

-- 4. comment on CONSTRAINT org_products_tags_check ON org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_products_tags_check ON org_products IS 'an element must not be NULL';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. collect the statistics of `tags` of `org_products`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_products (tags);

-- 6. check `org_products_tags_check` of `org_products` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products WHERE NOT (array_position(tags, NULL) IS NULL);
ALTER TABLE org_products VALIDATE CONSTRAINT org_products_tags_check;
