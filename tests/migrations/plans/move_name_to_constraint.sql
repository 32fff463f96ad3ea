-- `org_products` no longer has the index `org_products_organization_id_title_idx`
-- `countries` has a new index `org_products_organization_id_title_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_products_organization_id_title_idx` of `org_products`, whose name another table takes
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_products_organization_id_title_idx RENAME TO org_products_organization_id_title_idx_old;

-- build_index (no transaction)
-- 2. build the index of the constraint `org_products_organization_id_title_idx` of `countries`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT code, count(*) FROM countries GROUP BY code HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_products_organization_id_title_idx_new
    ON countries (code);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. add the constraint `org_products_organization_id_title_idx` to `countries`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE countries ADD CONSTRAINT org_products_organization_id_title_idx UNIQUE USING INDEX org_products_organization_id_title_idx_new;

-- 4. drop the index `org_products_organization_id_title_idx_old` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_products_organization_id_title_idx_old;
