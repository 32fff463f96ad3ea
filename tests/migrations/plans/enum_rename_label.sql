-- the enum `product_status` changed: draft, active, retired is now draft, active, gone

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the label `retired` of `product_status` to `gone`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    sessions that have planned a statement with the old label run on; new ones fail
ALTER TYPE product_status RENAME VALUE 'retired' TO 'gone';
