-- the enum `product_status` was removed
-- the table `organizations` was removed
-- the table `org_categories` was removed
-- the table `org_products` was removed
-- the table `org_events` was removed
-- the table `org_visits` was removed
-- the table `countries` was removed
-- the table `towns` was removed
-- the table `org_prices` was removed
-- the table `org_prices_history` was removed

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the table `org_prices_history`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_prices_history;
DROP TABLE org_prices_history;

-- 2. drop the table `org_prices`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_prices;
DROP TABLE org_prices;

-- 3. drop the table `towns`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM towns;
DROP TABLE towns;

-- 4. drop the table `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM countries;
DROP TABLE countries;

-- 5. drop the table `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_visits;
DROP TABLE org_visits;

-- 6. drop the table `org_events`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_events;
DROP TABLE org_events;

-- 7. drop the table `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_products;
DROP TABLE org_products;

-- 8. drop the table `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM org_categories;
DROP TABLE org_categories;

-- 9. drop the table `organizations`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    data is lost; allowed deletes_data: the scenario is about it
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    rows at risk: SELECT count(*) FROM organizations;
DROP TABLE organizations;

-- 10. drop the function public.current_organization_id()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.current_organization_id();

-- 11. drop the function public.peristyle_set_updated_at()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_set_updated_at();

-- 12. drop the function public.peristyle_refuse_change()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_refuse_change();

-- 13. drop the function public.peristyle_refuse_truncate()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_refuse_truncate();

-- 14. drop the function public.peristyle_refuse_move()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_refuse_move();

-- 15. drop the function public.peristyle_org_categories_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_live();

-- 16. drop the function public.peristyle_org_categories_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_live_update();

-- 17. drop the function public.peristyle_org_categories_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_delete_statement();

-- 18. drop the function public.peristyle_org_categories_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_delete_lock();

-- 19. drop the function public.peristyle_org_categories_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_delete_settle();

-- 20. drop the function public.peristyle_org_products_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_live();

-- 21. drop the function public.peristyle_org_products_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_live_update();

-- 22. drop the function public.peristyle_org_products_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_statement();

-- 23. drop the function public.peristyle_org_products_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_lock();

-- 24. drop the function public.peristyle_org_products_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_rows();

-- 25. drop the function public.peristyle_org_products_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_delete_settle();

-- 26. drop the function public.peristyle_org_visits_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_live();

-- 27. drop the function public.peristyle_org_visits_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_live_update();

-- 28. drop the function public.peristyle_org_visits_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_statement();

-- 29. drop the function public.peristyle_org_visits_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_lock();

-- 30. drop the function public.peristyle_org_visits_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_visits_delete_settle();

-- 31. drop the function public.peristyle_org_prices_history_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_prices_history_update();

-- 32. drop the function public.peristyle_org_prices_history_delete()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_prices_history_delete();

-- 33. drop the enum type `product_status`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP TYPE product_status;
