-- `org_visits` changed its partitions at run time
-- `org_visits` no longer has the partition `org_visits_2026`
-- `org_visits` no longer has the partition `org_visits_rest`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the trigger peristyle_live_insert of org_visits_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the table run those of the table; the partition is one of another program from now on
DROP TRIGGER peristyle_live_insert ON org_visits_2026;

-- 2. drop the trigger peristyle_live_insert of org_visits_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the table run those of the table; the partition is one of another program from now on
DROP TRIGGER peristyle_live_insert ON org_visits_rest;

-- 3. drop the trigger peristyle_delete_begin of org_visits_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the table run those of the table; the partition is one of another program from now on
DROP TRIGGER peristyle_delete_begin ON org_visits_2026;

-- 4. drop the trigger peristyle_delete_end of org_visits_2026
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the table run those of the table; the partition is one of another program from now on
DROP TRIGGER peristyle_delete_end ON org_visits_2026;

-- 5. drop the trigger peristyle_delete_begin of org_visits_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the table run those of the table; the partition is one of another program from now on
DROP TRIGGER peristyle_delete_begin ON org_visits_rest;

-- 6. drop the trigger peristyle_delete_end of org_visits_rest
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the table run those of the table; the partition is one of another program from now on
DROP TRIGGER peristyle_delete_end ON org_visits_rest;

-- 7. comment on TABLE org_visits
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_visits IS 'A visit of a shop, by the year.

Partitions are made at run time: a program adds one each year

Waived primary_key (K01): the application alone makes ids';
