-- `towns` changed its column `name`: varchar(80) NOT NULL DEFAULT 'a town' is now varchar(80) COLLATE "C" NOT NULL DEFAULT 'a town'

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `name` of `towns` from varchar(80) to varchar(80)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE towns ALTER COLUMN name DROP DEFAULT;
ALTER TABLE towns ALTER COLUMN name TYPE varchar(80) COLLATE "C";
ALTER TABLE towns ALTER COLUMN name SET DEFAULT 'a town';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. collect the statistics of `name` of `towns`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE towns (name);
