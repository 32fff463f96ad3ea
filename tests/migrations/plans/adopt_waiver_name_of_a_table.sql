-- the table `old_things` is new
-- the table `OldThings` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `OldThings` to `old_things`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
ALTER TABLE "OldThings" RENAME TO old_things;

-- 2. rename the constraint `OldThings_pkey` of `old_things` to `old_things_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE old_things RENAME CONSTRAINT "OldThings_pkey" TO old_things_pkey;

-- 3. rename the index `OldThings_title_idx` of `old_things` to `old_things_title_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX "OldThings_title_idx" RENAME TO old_things_title_idx;

-- 4. comment on TABLE old_things
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE old_things IS 'A thing.

Waived soft_delete (T03): TODO';
