-- `organizations` changed its column `balance`: numeric(10,2) NOT NULL DEFAULT 0 is now numeric(12,4) NOT NULL DEFAULT 0

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `balance` of `organizations` from numeric(10,2) to numeric(12,4)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE organizations ALTER COLUMN balance DROP DEFAULT;
ALTER TABLE organizations ALTER COLUMN balance TYPE numeric(12,4);
ALTER TABLE organizations ALTER COLUMN balance SET DEFAULT 0;

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. collect the statistics of `balance` of `organizations`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE organizations (balance);
