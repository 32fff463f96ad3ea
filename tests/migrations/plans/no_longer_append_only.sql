-- `org_events` changed its append_only

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the trigger shop_append_only of org_events
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER shop_append_only ON org_events;

-- 2. drop the trigger shop_append_only_rows of org_events
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER shop_append_only_rows ON org_events;

-- 3. drop the trigger shop_append_only of org_events_p0
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER shop_append_only ON org_events_p0;

-- 4. drop the trigger shop_append_only of org_events_p1
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER shop_append_only ON org_events_p1;

-- 5. grant rights on org_events
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, kind, weight, amount, note), UPDATE (kind, weight, amount, note), DELETE
    ON org_events TO shop_app;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. drop the function public.peristyle_refuse_change()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_refuse_change();
