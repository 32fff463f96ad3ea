-- `org_visits` has a new index `a_unique`

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the constraint `a_unique` to `org_visits`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
ALTER TABLE org_visits ADD CONSTRAINT a_unique UNIQUE (organization_id, day, note);
