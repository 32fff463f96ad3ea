-- `org_products` has a new column `extra`
-- `org_products` has a new foreign key `org_products_extra_fkey`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `extra` to `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ADD COLUMN extra uuid;

-- 2. add the foreign key `org_products_extra_fkey` to `org_products` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE org_products ADD CONSTRAINT org_products_extra_fkey
        FOREIGN KEY (extra) REFERENCES countries (id)
        ON DELETE RESTRICT
        NOT VALID;

-- 3. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, note, extra), UPDATE (sku, title, price, stock, status, category_id, tags, note, updated_at, deleted_at, extra)
    ON org_products TO shop_app;

-- 4. comment on CONSTRAINT org_products_extra_fkey ON org_products
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_products_extra_fkey ON org_products IS 'a town is in a country';

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. check `org_products_extra_fkey` of `org_products` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE org_products VALIDATE CONSTRAINT org_products_extra_fkey;
    IF NOT bypasses THEN
        ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;
