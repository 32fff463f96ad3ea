-- the table `countries_now` is new
-- `towns` changed its foreign key `towns_country_id_fkey`: target
-- the table `countries` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `countries` to `countries_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE countries RENAME TO countries_now;

-- 2. rename the constraint `countries_pkey` of `countries_now` to `countries_now_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries_now RENAME CONSTRAINT countries_pkey TO countries_now_pkey;

-- 3. rename the constraint `countries_people_check` of `countries_now` to `countries_now_people_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries_now RENAME CONSTRAINT countries_people_check TO countries_now_people_check;

-- 4. rename the index `countries_code_key` of `countries_now` to `countries_now_code_key`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_code_key RENAME TO countries_now_code_key;

-- 5. rename the index `countries_lower_idx` of `countries_now` to `countries_now_lower_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_lower_idx RENAME TO countries_now_lower_idx;

-- 6. create the view countries, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW countries WITH (security_invoker = true) AS
    SELECT id, code, name, people, area, note, created_at, updated_at
    FROM countries_now;

-- 7. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, area, note), UPDATE (code, name, people, area, note, updated_at), DELETE
    ON countries TO shop_app;

-- 8. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON VIEW countries IS 'The old name of countries_now, until 0.5.';
COMMENT ON INDEX towns_country_id_idx IS 'Leads the reference of country_id to countries_now.';
