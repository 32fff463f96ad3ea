-- `towns` has a new column `extra`
-- `towns` has a new foreign key `towns_extra_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE towns ADD COLUMN extra uuid;

-- 2. add the foreign key `towns_extra_fkey` to `towns` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE towns ADD CONSTRAINT towns_extra_fkey
        FOREIGN KEY (extra) REFERENCES countries (id)
        ON DELETE RESTRICT
        NOT VALID;

-- 3. grant rights on towns
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, number, country_id, name, people, area, note, extra), UPDATE (number, country_id, name, people, area, note, updated_at, extra), DELETE
    ON towns TO shop_app;

-- 4. comment on CONSTRAINT towns_extra_fkey ON towns
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT towns_extra_fkey ON towns IS 'a town is in a country';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. check `towns_extra_fkey` of `towns` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
ALTER TABLE towns VALIDATE CONSTRAINT towns_extra_fkey;
