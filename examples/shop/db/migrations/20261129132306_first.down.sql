-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- undo: create the function org_jobs_tenants_in_queue(uuid[])
DROP FUNCTION org_jobs_tenants_in_queue(uuid[]);

-- undo: create the function org_api_keys_tenant_of_key_hash(bytea)
DROP FUNCTION org_api_keys_tenant_of_key_hash(bytea);

-- undo: grant rights on SCHEMA public
REVOKE ALL ON SCHEMA public FROM peristyle_app_lookup;

-- undo: grant rights on FUNCTION public.current_organization_id()
REVOKE ALL ON FUNCTION public.current_organization_id() FROM peristyle_app;

-- undo: grant rights on SCHEMA public
REVOKE ALL ON SCHEMA public FROM peristyle_app;

-- undo: create the table `org_jobs`
DROP TABLE org_jobs;

-- undo: create the table `org_audit_entries`
DROP TABLE org_audit_entries;

-- undo: create the table `org_order_lines`
DROP TABLE org_order_lines;

-- undo: create the table `org_orders`
DROP TABLE org_orders;

-- undo: create the table `org_customers`
DROP TABLE org_customers;

-- undo: create the table `org_collection_products`
DROP TABLE org_collection_products;

-- undo: create the table `org_collections`
DROP TABLE org_collections;

-- undo: create the table `org_products`
DROP TABLE org_products;

-- undo: create the table `org_categories`
DROP TABLE org_categories;

-- undo: create the table `org_api_keys`
DROP TABLE org_api_keys;

-- undo: create the table `org_memberships`
DROP TABLE org_memberships;

-- undo: create the table `users`
DROP TABLE users;

-- undo: create the table `organizations`
DROP TABLE organizations;

-- undo: create the function public.peristyle_org_order_lines_delete_settle()
DROP FUNCTION public.peristyle_org_order_lines_delete_settle();

-- undo: create the function public.peristyle_org_order_lines_delete_lock()
DROP FUNCTION public.peristyle_org_order_lines_delete_lock();

-- undo: create the function public.peristyle_org_order_lines_delete_statement()
DROP FUNCTION public.peristyle_org_order_lines_delete_statement();

-- undo: create the function public.peristyle_org_order_lines_live_update()
DROP FUNCTION public.peristyle_org_order_lines_live_update();

-- undo: create the function public.peristyle_org_order_lines_live()
DROP FUNCTION public.peristyle_org_order_lines_live();

-- undo: create the function public.peristyle_org_orders_delete_settle()
DROP FUNCTION public.peristyle_org_orders_delete_settle();

-- undo: create the function public.peristyle_org_orders_delete_rows()
DROP FUNCTION public.peristyle_org_orders_delete_rows();

-- undo: create the function public.peristyle_org_orders_delete_lock()
DROP FUNCTION public.peristyle_org_orders_delete_lock();

-- undo: create the function public.peristyle_org_orders_delete_statement()
DROP FUNCTION public.peristyle_org_orders_delete_statement();

-- undo: create the function public.peristyle_org_orders_live_update()
DROP FUNCTION public.peristyle_org_orders_live_update();

-- undo: create the function public.peristyle_org_orders_live()
DROP FUNCTION public.peristyle_org_orders_live();

-- undo: create the function public.peristyle_org_customers_delete_settle()
DROP FUNCTION public.peristyle_org_customers_delete_settle();

-- undo: create the function public.peristyle_org_customers_delete_lock()
DROP FUNCTION public.peristyle_org_customers_delete_lock();

-- undo: create the function public.peristyle_org_customers_delete_statement()
DROP FUNCTION public.peristyle_org_customers_delete_statement();

-- undo: create the function public.peristyle_org_collection_products_live_update()
DROP FUNCTION public.peristyle_org_collection_products_live_update();

-- undo: create the function public.peristyle_org_collection_products_live()
DROP FUNCTION public.peristyle_org_collection_products_live();

-- undo: create the function public.peristyle_org_collections_delete_settle()
DROP FUNCTION public.peristyle_org_collections_delete_settle();

-- undo: create the function public.peristyle_org_collections_delete_lock()
DROP FUNCTION public.peristyle_org_collections_delete_lock();

-- undo: create the function public.peristyle_org_collections_delete_statement()
DROP FUNCTION public.peristyle_org_collections_delete_statement();

-- undo: create the function public.peristyle_org_products_delete_settle()
DROP FUNCTION public.peristyle_org_products_delete_settle();

-- undo: create the function public.peristyle_org_products_delete_lock()
DROP FUNCTION public.peristyle_org_products_delete_lock();

-- undo: create the function public.peristyle_org_products_delete_statement()
DROP FUNCTION public.peristyle_org_products_delete_statement();

-- undo: create the function public.peristyle_org_products_live_update()
DROP FUNCTION public.peristyle_org_products_live_update();

-- undo: create the function public.peristyle_org_products_live()
DROP FUNCTION public.peristyle_org_products_live();

-- undo: create the function public.peristyle_org_categories_delete_settle()
DROP FUNCTION public.peristyle_org_categories_delete_settle();

-- undo: create the function public.peristyle_org_categories_delete_lock()
DROP FUNCTION public.peristyle_org_categories_delete_lock();

-- undo: create the function public.peristyle_org_categories_delete_statement()
DROP FUNCTION public.peristyle_org_categories_delete_statement();

-- undo: create the function public.peristyle_org_categories_live_update()
DROP FUNCTION public.peristyle_org_categories_live_update();

-- undo: create the function public.peristyle_org_categories_live()
DROP FUNCTION public.peristyle_org_categories_live();

-- undo: create the function public.peristyle_org_memberships_delete_settle()
DROP FUNCTION public.peristyle_org_memberships_delete_settle();

-- undo: create the function public.peristyle_org_memberships_delete_lock()
DROP FUNCTION public.peristyle_org_memberships_delete_lock();

-- undo: create the function public.peristyle_org_memberships_delete_statement()
DROP FUNCTION public.peristyle_org_memberships_delete_statement();

-- undo: create the function public.peristyle_org_memberships_live_update()
DROP FUNCTION public.peristyle_org_memberships_live_update();

-- undo: create the function public.peristyle_org_memberships_live()
DROP FUNCTION public.peristyle_org_memberships_live();

-- undo: create the function public.peristyle_users_delete_settle()
DROP FUNCTION public.peristyle_users_delete_settle();

-- undo: create the function public.peristyle_users_delete_rows()
DROP FUNCTION public.peristyle_users_delete_rows();

-- undo: create the function public.peristyle_users_delete_lock()
DROP FUNCTION public.peristyle_users_delete_lock();

-- undo: create the function public.peristyle_users_delete_statement()
DROP FUNCTION public.peristyle_users_delete_statement();

-- undo: create the function public.peristyle_refuse_change()
DROP FUNCTION public.peristyle_refuse_change();

-- undo: create the function public.peristyle_set_updated_at()
DROP FUNCTION public.peristyle_set_updated_at();

-- undo: create the function public.current_organization_id()
DROP FUNCTION public.current_organization_id();

-- undo: create the enum type `job_state`
DROP TYPE job_state;

-- undo: create the enum type `order_status`
DROP TYPE order_status;

-- undo: create the enum type `product_status`
DROP TYPE product_status;

-- undo: create the enum type `member_role`
DROP TYPE member_role;
