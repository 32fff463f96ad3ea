-- `org_values` changed its column `price`: double precision NOT NULL is now numeric(12,2) NOT NULL
-- `org_values` changed its column `weight`: numeric NOT NULL is now numeric(12,3) NOT NULL
-- `org_values` changed its column `currency`: char(3) NOT NULL is now varchar(3) NOT NULL
-- `org_values` changed its column `data`: json NOT NULL is now jsonb NOT NULL
-- `org_values` changed its column `tags`: text[] NOT NULL is now text[] NOT NULL DEFAULT '{}'
-- `org_values` has a new check `org_values_tags_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `price` of `org_values` from double precision to numeric(12,2)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    values are rounded or cut
ALTER TABLE org_values ALTER COLUMN price TYPE numeric(12,2);

-- 2. change the type of `weight` of `org_values` from numeric to numeric(12,3)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    data is lost; allowed deletes_data: the scenario is about it
--    values are rounded or cut
ALTER TABLE org_values ALTER COLUMN weight TYPE numeric(12,3);

-- 3. change the type of `currency` of `org_values` from char(3) to varchar(3)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_values ALTER COLUMN currency TYPE varchar(3);

-- 4. change the type of `data` of `org_values` from json to jsonb
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE org_values ALTER COLUMN data TYPE jsonb
    USING data::jsonb;

-- 5. change the default of `tags` of `org_values`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_values ALTER COLUMN tags SET DEFAULT '{}';

-- 6. add the check `org_values_tags_check` to `org_values` for new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that break it are refused from then on
ALTER TABLE org_values ADD CONSTRAINT org_values_tags_check CHECK (array_position(tags, NULL) IS NULL) NOT VALID;

-- 7. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_values_tags_check ON org_values IS 'an element must not be NULL';
COMMENT ON COLUMN org_values.price IS NULL;
COMMENT ON COLUMN org_values.weight IS NULL;
COMMENT ON COLUMN org_values.currency IS NULL;
COMMENT ON COLUMN org_values.data IS NULL;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. collect the statistics of `price` of `org_values`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_values (price);

-- 9. collect the statistics of `weight` of `org_values`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_values (weight);

-- 10. collect the statistics of `currency` of `org_values`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_values (currency);

-- 11. collect the statistics of `data` of `org_values`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_values (data);

-- 12. check `org_values_tags_check` of `org_values` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_values WHERE NOT (array_position(tags, NULL) IS NULL);
ALTER TABLE org_values VALIDATE CONSTRAINT org_values_tags_check;
