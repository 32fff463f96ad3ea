-- the table `nations` is new
-- `towns` changed its foreign key `towns_country_id_fkey`: target
-- the table `countries` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `countries` to `nations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE countries RENAME TO nations;

-- 2. rename the constraint `countries_pkey` of `nations` to `nations_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE nations RENAME CONSTRAINT countries_pkey TO nations_pkey;

-- 3. rename the constraint `countries_people_check` of `nations` to `nations_people_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE nations RENAME CONSTRAINT countries_people_check TO nations_people_check;

-- 4. rename the index `countries_code_key` of `nations` to `nations_code_key`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_code_key RENAME TO nations_code_key;

-- 5. rename the index `countries_lower_idx` of `nations` to `nations_lower_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_lower_idx RENAME TO nations_lower_idx;

-- 6. comment on INDEX towns_country_id_idx
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON INDEX towns_country_id_idx IS 'Leads the reference of country_id to nations.';
