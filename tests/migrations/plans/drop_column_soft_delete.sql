-- `org_categories` no longer has the column `deleted_at`
-- `org_categories` changed its index `org_categories_organization_id_name_key`: predicate

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. drop the trigger peristyle_live_insert of org_categories
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_categories;

-- 2. drop the trigger peristyle_live_update of org_categories
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_update ON org_categories;

-- 3. drop the trigger peristyle_delete_lock of org_categories
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_lock ON org_categories;

-- 4. drop the trigger peristyle_delete_rows of org_categories
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_rows ON org_categories;

-- 5. drop the trigger peristyle_live_insert of org_products
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON org_products;

-- 6. drop the trigger peristyle_live_update of org_products
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_update ON org_products;

-- 7. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, name, parent_id, places, width, note), UPDATE (name, parent_id, places, width, note, updated_at), DELETE
    ON org_categories TO shop_app;

-- build_index (no transaction)
-- 8. build the index `org_categories_organization_id_name_key` of `org_categories` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, name, count(*) FROM org_categories GROUP BY organization_id, name HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_categories_organization_id_name_key_new
    ON org_categories (organization_id, name);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. put the new index `org_categories_organization_id_name_key` of `org_categories` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_categories_organization_id_name_key;
ALTER INDEX org_categories_organization_id_name_key_new RENAME TO org_categories_organization_id_name_key;

-- 10. grant rights on org_categories
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_categories FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, name, parent_id, places, width, note), UPDATE (name, parent_id, places, width, note, updated_at), DELETE
    ON org_categories TO shop_app;

-- 11. drop the column `deleted_at` of `org_categories`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    data is lost; allowed deletes_data: the scenario is about it
ALTER TABLE org_categories DROP COLUMN deleted_at;

-- 12. drop the function public.peristyle_org_categories_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_live();

-- 13. drop the function public.peristyle_org_categories_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_delete_lock();

-- 14. drop the function public.peristyle_org_categories_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_categories_delete_rows();

-- 15. drop the function public.peristyle_org_products_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_org_products_live();
