-- `bare_rows` changed its key, primary key
-- `bare_rows` has a new column `id`
-- `bare_rows` no longer has the waiver `primary_key`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `id` to `bare_rows`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE bare_rows ADD COLUMN id uuid;

-- 2. grant rights on bare_rows
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, title), UPDATE (title, updated_at), DELETE
    ON bare_rows TO shop_app;

-- 3. comment on TABLE bare_rows
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE bare_rows IS 'A row without a key.

Waived soft_delete (T03): TODO';

-- backfill (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. fill the column `id` of `bare_rows` in the rows that are there
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    ROW EXCLUSIVE for a role that bypasses row security; every row is updated in one transaction
UPDATE bare_rows SET id = encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid WHERE id IS NULL;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. refuse NULL in `id` of `bare_rows` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE bare_rows ADD CONSTRAINT bare_rows_id_is_set CHECK (id IS NOT NULL) NOT VALID;

-- backfill_rest (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. fill the column `id` of `bare_rows` in the rows of the meantime
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    ROW EXCLUSIVE for a role that bypasses row security; every row is updated in one transaction
UPDATE bare_rows SET id = encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid WHERE id IS NULL;

-- build_index (no transaction)
-- 7. build the index of the constraint `bare_rows_pkey` of `bare_rows`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT id, count(*) FROM bare_rows GROUP BY id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY bare_rows_pkey_new
    ON bare_rows (id);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. check `id` of `bare_rows` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM bare_rows WHERE id IS NULL;
ALTER TABLE bare_rows VALIDATE CONSTRAINT bare_rows_id_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. make `id` of `bare_rows` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE bare_rows ALTER COLUMN id SET NOT NULL;
ALTER TABLE bare_rows DROP CONSTRAINT bare_rows_id_is_set;

-- 10. add the constraint `bare_rows_pkey` to `bare_rows`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE bare_rows ADD CONSTRAINT bare_rows_pkey PRIMARY KEY USING INDEX bare_rows_pkey_new;
