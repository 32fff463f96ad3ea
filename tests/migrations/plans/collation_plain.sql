-- `countries` changed its column `name`: varchar(80) NOT NULL is now varchar(80) COLLATE "C" NOT NULL

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the index `countries_lower_idx` of `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX countries_lower_idx;

-- 2. change the type of `name` of `countries` from varchar(80) to varchar(80)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE countries ALTER COLUMN name TYPE varchar(80) COLLATE "C";

-- 3. create the index `countries_lower_idx` of `countries`
--    lock: SHARE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
CREATE INDEX countries_lower_idx
    ON countries (lower(name));

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. collect the statistics of `name` of `countries`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE countries (name);
