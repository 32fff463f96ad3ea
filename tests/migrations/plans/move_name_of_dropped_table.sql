-- `countries` has a new index `towns_number_key`
-- the table `towns` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `towns_number_key` of `towns`, whose name another table takes
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX towns_number_key RENAME TO towns_number_key_old;

-- build_index (no transaction)
-- 2. build the index of the constraint `towns_number_key` of `countries`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT code, count(*) FROM countries GROUP BY code HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY towns_number_key_new
    ON countries (code);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. add the constraint `towns_number_key` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD CONSTRAINT towns_number_key UNIQUE USING INDEX towns_number_key_new;

-- 4. drop the table `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM towns;
DROP TABLE towns;
