-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. comment on INDEX loan_book_id_idx
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON INDEX loan_book_id_idx IS 'Leads the reference of book_id to book.';
