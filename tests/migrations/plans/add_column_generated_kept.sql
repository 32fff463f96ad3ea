-- `org_prices` has a new column `extra`
-- `org_prices_history` has a new column `extra`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_prices`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    every row gets a value of its own; a nullable column and a backfill do without the rewrite
ALTER TABLE org_prices ADD COLUMN extra integer GENERATED ALWAYS AS (units * 3) STORED;

-- 2. add the column `extra` to `org_prices_history`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    every row gets a value of its own; a nullable column and a backfill do without the rewrite
ALTER TABLE org_prices_history ADD COLUMN extra integer GENERATED ALWAYS AS (units * 3) STORED;
