-- no-transaction
-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

-- 2. build the index `loan_book_id_idx` of `loan`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY loan_book_id_idx
    ON loan (book_id);
