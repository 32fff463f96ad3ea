-- no-transaction
-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

-- undo: build the index `loan_book_id_idx` of `loan`
DROP INDEX CONCURRENTLY loan_book_id_idx;
