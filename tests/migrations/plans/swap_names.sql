-- `org_products` has a new index `countries_lower_idx`
-- `org_products` no longer has the index `org_products_organization_id_title_idx`
-- `countries` has a new index `org_products_organization_id_title_idx`
-- `countries` no longer has the index `countries_lower_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_products_organization_id_title_idx` of `org_products`, whose name another table takes
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_title_idx RENAME TO org_products_organization_id_title_idx_old;

-- 2. rename the index `countries_lower_idx` of `countries`, whose name another table takes
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_lower_idx RENAME TO countries_lower_idx_old;

-- 3. rename the index `org_products_organization_id_title_idx_old` of `org_products` to `countries_lower_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_title_idx_old RENAME TO countries_lower_idx;

-- 4. rename the index `countries_lower_idx_old` of `countries` to `org_products_organization_id_title_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX countries_lower_idx_old RENAME TO org_products_organization_id_title_idx;
