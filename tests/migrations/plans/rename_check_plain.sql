-- `countries` has a new check `a_check`
-- `countries` no longer has the check `countries_people_check`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the constraint `countries_people_check` of `countries` to `a_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries RENAME CONSTRAINT countries_people_check TO a_check;
