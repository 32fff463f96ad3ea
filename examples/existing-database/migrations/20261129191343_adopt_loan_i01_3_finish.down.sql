-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

-- There is nothing to undo.
SELECT 1;
