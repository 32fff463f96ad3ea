-- `towns` changed its foreign key `towns_country_id_fkey`: on_delete

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the foreign key `towns_country_id_fkey` of `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE towns DROP CONSTRAINT towns_country_id_fkey;

-- 2. add the foreign key `towns_country_id_fkey` to `towns` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE towns ADD CONSTRAINT towns_country_id_fkey
        FOREIGN KEY (country_id) REFERENCES countries (id)
        ON DELETE CASCADE
        NOT VALID;

-- 3. comment on CONSTRAINT towns_country_id_fkey ON towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT towns_country_id_fkey ON towns IS 'a town is in a country';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. check `towns_country_id_fkey` of `towns` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
ALTER TABLE towns VALIDATE CONSTRAINT towns_country_id_fkey;
