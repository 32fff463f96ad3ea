-- `pairs` changed its key, primary key
-- `pairs` has a new column `id`
-- `pairs` has a new index `pairs_one_other_key`
-- `pairs` no longer has the waiver `junction`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `id` to `pairs`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE pairs ADD COLUMN id uuid;

-- 2. grant rights on pairs
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, one, other, amount), UPDATE (one, other, amount, updated_at), DELETE
    ON pairs TO shop_app;

-- 3. comment on TABLE pairs
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE pairs IS 'A pair that two texts name.

Waived soft_delete (T03): TODO';

-- backfill (no transaction)
-- 4. fill the column `id` of `pairs` in the rows that are there
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 varchar(20);
    last_2 varchar(20);
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT one, other FROM pairs$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (one, other) > ($1, $2)$batch$ END || $batch$
            ORDER BY one, other LIMIT 5000
        ), filled AS (
            UPDATE pairs SET id = encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
            WHERE id IS NULL AND (one, other) IN (SELECT one, other FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), one, other FROM batch
        ORDER BY one DESC, other DESC LIMIT 1$batch$
        INTO filled, last_1, last_2 USING last_1, last_2;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'pairs: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. refuse NULL in `id` of `pairs` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE pairs ADD CONSTRAINT pairs_id_is_set CHECK (id IS NOT NULL) NOT VALID;

-- backfill_rest (no transaction)
-- 6. fill the column `id` of `pairs` in the rows of the meantime
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 varchar(20);
    last_2 varchar(20);
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT one, other FROM pairs$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (one, other) > ($1, $2)$batch$ END || $batch$
            ORDER BY one, other LIMIT 5000
        ), filled AS (
            UPDATE pairs SET id = encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid
            WHERE id IS NULL AND (one, other) IN (SELECT one, other FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), one, other FROM batch
        ORDER BY one DESC, other DESC LIMIT 1$batch$
        INTO filled, last_1, last_2 USING last_1, last_2;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'pairs: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- build_index (no transaction)
-- 7. build the index of the constraint `pairs_pkey` of `pairs`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT id, count(*) FROM pairs GROUP BY id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY pairs_pkey_new
    ON pairs (id);

-- build_index (no transaction)
-- 8. build the index `pairs_one_other_key` of `pairs`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT one, other, count(*) FROM pairs GROUP BY one, other HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY pairs_one_other_key
    ON pairs (one, other);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. check `id` of `pairs` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM pairs WHERE id IS NULL;
ALTER TABLE pairs VALIDATE CONSTRAINT pairs_id_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. drop the key `pairs_pkey` of `pairs`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE pairs DROP CONSTRAINT pairs_pkey;

-- 11. make `id` of `pairs` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE pairs ALTER COLUMN id SET NOT NULL;
ALTER TABLE pairs DROP CONSTRAINT pairs_id_is_set;

-- 12. add the constraint `pairs_pkey` to `pairs`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE pairs ADD CONSTRAINT pairs_pkey PRIMARY KEY USING INDEX pairs_pkey_new;
