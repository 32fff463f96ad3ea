-- the table `towns_now` is new
-- the table `towns` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `towns` to `towns_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE towns RENAME TO towns_now;

-- 2. rename the constraint `towns_pkey` of `towns_now` to `towns_now_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns_now RENAME CONSTRAINT towns_pkey TO towns_now_pkey;

-- 3. rename the constraint `towns_people_check` of `towns_now` to `towns_now_people_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns_now RENAME CONSTRAINT towns_people_check TO towns_now_people_check;

-- 4. rename the constraint `towns_country_id_fkey` of `towns_now` to `towns_now_country_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns_now RENAME CONSTRAINT towns_country_id_fkey TO towns_now_country_id_fkey;

-- 5. rename the constraint `towns_number_key` of `towns_now` to `towns_now_number_key`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns_now RENAME CONSTRAINT towns_number_key TO towns_now_number_key;

-- 6. rename the constraint `towns_number_excl` of `towns_now` to `towns_now_number_excl`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns_now RENAME CONSTRAINT towns_number_excl TO towns_now_number_excl;

-- 7. rename the index `towns_people_idx` of `towns_now` to `towns_now_people_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX towns_people_idx RENAME TO towns_now_people_idx;

-- 8. rename the index `towns_country_id_idx` of `towns_now` to `towns_now_country_id_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX towns_country_id_idx RENAME TO towns_now_country_id_idx;

-- 9. create the view towns, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW towns WITH (security_invoker = true) AS
    SELECT id, number, country_id, line, name, people, area, note, created_at, updated_at
    FROM towns_now;

-- 10. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, number, country_id, name, people, area, note), UPDATE (number, country_id, name, people, area, note, updated_at), DELETE
    ON towns TO shop_app;

-- 11. comment on VIEW towns
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON VIEW towns IS 'The old name of towns_now, until 0.5.';
