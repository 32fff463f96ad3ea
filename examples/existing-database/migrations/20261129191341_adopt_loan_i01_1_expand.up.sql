-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on TABLE loan
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE loan IS 'A book that a member has, or had.

Waived app_side_id (K03): TODO: as the imported database has it
Waived on_delete_why (F03): TODO: as the imported database has it (2 times)
Waived primary_key (K01): TODO: as the imported database has it
Waived soft_delete (T03): TODO: as the imported database has it
Waived timestamps (T01): TODO: as the imported database has it
Waived uuid_v7 (K02): TODO: as the imported database has it';
