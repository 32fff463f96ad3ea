-- `org_prices` has a new index `a_unique`

-- build_index (no transaction)
-- 1. build the index of the constraint `a_unique` of `org_prices`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, note, count(*) FROM org_prices GROUP BY organization_id, note HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY a_unique_new
    ON org_prices (organization_id, note);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. add the constraint `a_unique` to `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ADD CONSTRAINT a_unique UNIQUE USING INDEX a_unique_new DEFERRABLE INITIALLY DEFERRED;
