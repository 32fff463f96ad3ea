-- `colours` has a new column `deleted_at`
-- `colours` changed its index `colours_title_key`: predicate
-- `colours` no longer has the waiver `soft_delete`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `deleted_at` to `colours`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE colours ADD COLUMN deleted_at timestamptz;

-- 2. grant rights on colours
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, title), UPDATE (title, updated_at, deleted_at)
    ON colours TO shop_app;

-- 3. comment on TABLE colours
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE colours IS 'A colour, the same for every shop.';

-- build_index (no transaction)
-- 4. build the index `colours_title_key` of `colours` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT title, count(*) FROM colours WHERE deleted_at IS NULL GROUP BY title HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY colours_title_key_new
    ON colours (title)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. put the new index `colours_title_key` of `colours` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX colours_title_key;
ALTER INDEX colours_title_key_new RENAME TO colours_title_key;

-- 6. grant rights on colours
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON colours FROM shop_app;
GRANT SELECT, INSERT (id, title), UPDATE (title, updated_at, deleted_at)
    ON colours TO shop_app;
