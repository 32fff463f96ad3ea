-- `countries` changed its index `countries_code_key`: nulls_not_distinct

-- build_index (no transaction)
-- 1. build the index `countries_code_key` of `countries` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT code, count(*) FROM countries GROUP BY code HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY countries_code_key_new
    ON countries (code)
    NULLS NOT DISTINCT;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. put the new index `countries_code_key` of `countries` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX countries_code_key;
ALTER INDEX countries_code_key_new RENAME TO countries_code_key;
