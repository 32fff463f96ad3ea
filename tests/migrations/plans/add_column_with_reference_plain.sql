-- `countries` has a new column `extra`
-- `countries` has a new foreign key `countries_extra_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD COLUMN extra uuid;

-- 2. add the foreign key `countries_extra_fkey` to `countries` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE countries ADD CONSTRAINT countries_extra_fkey
        FOREIGN KEY (extra) REFERENCES countries (id)
        ON DELETE RESTRICT
        NOT VALID;

-- 3. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, code, name, people, area, note, extra), UPDATE (code, name, people, area, note, updated_at, extra), DELETE
    ON countries TO shop_app;

-- 4. comment on CONSTRAINT countries_extra_fkey ON countries
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT countries_extra_fkey ON countries IS 'a town is in a country';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. check `countries_extra_fkey` of `countries` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
ALTER TABLE countries VALIDATE CONSTRAINT countries_extra_fkey;
