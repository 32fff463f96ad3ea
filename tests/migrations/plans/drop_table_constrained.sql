-- the table `towns` was removed

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the table `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM towns;
DROP TABLE towns;
