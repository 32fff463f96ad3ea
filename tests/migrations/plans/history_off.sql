-- `org_prices` changed its history, triggers of the history
-- the table `org_prices_history` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the trigger peristyle_history_update of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_history_update ON org_prices;

-- 2. drop the trigger peristyle_history_delete of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_history_delete ON org_prices;

-- 3. drop the trigger peristyle_history_truncate of org_prices
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_history_truncate ON org_prices;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. drop the table `org_prices_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_prices_history;
DROP TABLE org_prices_history;

-- 5. drop the function public.peristyle_refuse_truncate()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_refuse_truncate();

-- 6. drop the function public.peristyle_org_prices_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_prices_history_update();

-- 7. drop the function public.peristyle_org_prices_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_prices_history_delete();
