-- `towns` changed its index `towns_number_key`: constraint

-- build_index (no transaction)
-- 1. build the index of the constraint `towns_number_key` of `towns`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT number, count(*) FROM towns GROUP BY number HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY towns_number_key_new
    ON towns (number);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. drop the constraint `towns_number_key` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns DROP CONSTRAINT towns_number_key;

-- 3. add the constraint `towns_number_key` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD CONSTRAINT towns_number_key UNIQUE USING INDEX towns_number_key_new DEFERRABLE INITIALLY DEFERRED;
