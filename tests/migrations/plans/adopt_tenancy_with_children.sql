-- `orders` changed its tenancy, primary key
-- `orders` has a new column `organization_id`
-- `orders` has a new foreign key `orders_organization_id_fkey`
-- `orders` has a new index `orders_organization_id_number_key`
-- `orders` no longer has the index `orders_number_key`
-- `orders` has a new waiver `tenant_prefix`
-- `order_lines` changed its tenancy, primary key
-- `order_lines` has a new column `organization_id`
-- `order_lines` has a new foreign key `order_lines_organization_id_fkey`
-- `order_lines` has a new foreign key `order_lines_organization_id_order_id_fkey`
-- `order_lines` no longer has the foreign key `order_lines_order_id_fkey`
-- `order_lines` has a new index `order_lines_organization_id_order_id_idx`
-- `order_lines` no longer has the index `order_lines_order_id_idx`
-- `order_lines` has a new waiver `tenant_prefix`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `organization_id` to `orders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE orders ADD COLUMN organization_id uuid;

-- 2. add the column `organization_id` to `order_lines`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE order_lines ADD COLUMN organization_id uuid;

-- 3. add the foreign key `orders_organization_id_fkey` to `orders` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE orders ADD CONSTRAINT orders_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
        NOT VALID;

-- 4. add the foreign key `order_lines_organization_id_fkey` to `order_lines` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE order_lines ADD CONSTRAINT order_lines_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
        NOT VALID;

-- 5. grant rights on orders
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, author_id, number), UPDATE (author_id, number, updated_at), DELETE
    ON orders TO shop_app;

-- 6. grant rights on order_lines
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, order_id, amount), UPDATE (order_id, amount, updated_at), DELETE
    ON order_lines TO shop_app;

-- 7. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE orders IS 'An order.

Waived soft_delete (T03): TODO
Waived tenant_prefix (N02): TODO';
COMMENT ON TABLE order_lines IS 'A line of an order.

Waived soft_delete (T03): TODO
Waived tenant_prefix (N02): TODO';

-- backfill (no transaction)
-- 8. fill the column `organization_id` of `orders` in the rows that are there
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT id FROM orders$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE orders SET organization_id = (SELECT a.organization_id FROM authors a WHERE a.id = author_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'orders: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- backfill (no transaction)
-- 9. fill the column `organization_id` of `order_lines` in the rows that are there
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT id FROM order_lines$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE order_lines SET organization_id = (SELECT o.organization_id FROM orders o WHERE o.id = order_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'order_lines: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 10. refuse NULL in `organization_id` of `orders` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE orders ADD CONSTRAINT orders_organization_id_is_set CHECK (organization_id IS NOT NULL) NOT VALID;

-- 11. refuse NULL in `organization_id` of `order_lines` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version inserts rows without the column
ALTER TABLE order_lines ADD CONSTRAINT order_lines_organization_id_is_set CHECK (organization_id IS NOT NULL) NOT VALID;

-- backfill_rest (no transaction)
-- 12. fill the column `organization_id` of `orders` in the rows of the meantime
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT id FROM orders$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE orders SET organization_id = (SELECT a.organization_id FROM authors a WHERE a.id = author_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'orders: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- backfill_rest (no transaction)
-- 13. fill the column `organization_id` of `order_lines` in the rows of the meantime
--    lock: ROW EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    5000 rows in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    last_1 uuid;
    filled bigint;
    total bigint := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        EXECUTE $batch$WITH batch AS (
            SELECT id FROM order_lines$batch$
            || CASE WHEN last_1 IS NULL THEN '' ELSE $batch$ WHERE (id) > ($1)$batch$ END || $batch$
            ORDER BY id LIMIT 5000
        ), filled AS (
            UPDATE order_lines SET organization_id = (SELECT o.organization_id FROM orders o WHERE o.id = order_id)
            WHERE organization_id IS NULL AND (id) IN (SELECT id FROM batch)
            RETURNING 1
        )
        SELECT (SELECT count(*) FROM filled), id FROM batch
        ORDER BY id DESC LIMIT 1$batch$
        INTO filled, last_1 USING last_1;
        COMMIT;
        EXIT WHEN last_1 IS NULL;
        total := total + filled;
        RAISE NOTICE 'order_lines: % rows have a value', total;
    END LOOP;
END
$peristyle$;

-- build_index (no transaction)
-- 14. build the index of the constraint `orders_pkey` of `orders`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, id, count(*) FROM orders GROUP BY organization_id, id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY orders_pkey_new
    ON orders (organization_id, id);

-- build_index (no transaction)
-- 15. build the index of the constraint `orders_organization_id_number_key` of `orders`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, number, count(*) FROM orders GROUP BY organization_id, number HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY orders_organization_id_number_key_new
    ON orders (organization_id, number);

-- build_index (no transaction)
-- 16. build the index of the constraint `order_lines_pkey` of `order_lines`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT organization_id, id, count(*) FROM order_lines GROUP BY organization_id, id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY order_lines_pkey_new
    ON order_lines (organization_id, id);

-- build_index (no transaction)
-- 17. build the index `order_lines_organization_id_order_id_idx` of `order_lines`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY order_lines_organization_id_order_id_idx
    ON order_lines (organization_id, order_id);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 18. check `organization_id` of `orders` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM orders WHERE organization_id IS NULL;
ALTER TABLE orders VALIDATE CONSTRAINT orders_organization_id_is_set;

-- 19. check `orders_organization_id_fkey` of `orders` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE orders VALIDATE CONSTRAINT orders_organization_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 20. check `organization_id` of `order_lines` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM order_lines WHERE organization_id IS NULL;
ALTER TABLE order_lines VALIDATE CONSTRAINT order_lines_organization_id_is_set;

-- 21. check `order_lines_organization_id_fkey` of `order_lines` in the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    SHARE UPDATE EXCLUSIVE for a role that bypasses row security: run it as one. For another role the policies are off meanwhile, under a lock that nobody passes
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
    END IF;
    ALTER TABLE order_lines VALIDATE CONSTRAINT order_lines_organization_id_fkey;
    IF NOT bypasses THEN
        ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 22. drop the foreign key `order_lines_order_id_fkey` of `order_lines`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE order_lines DROP CONSTRAINT order_lines_order_id_fkey;

-- 23. drop the key `orders_pkey` of `orders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE orders DROP CONSTRAINT orders_pkey;

-- 24. drop the constraint `orders_number_key` of `orders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE orders DROP CONSTRAINT orders_number_key;

-- 25. drop the key `order_lines_pkey` of `order_lines`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE order_lines DROP CONSTRAINT order_lines_pkey;

-- 26. make `organization_id` of `orders` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE orders ALTER COLUMN organization_id SET NOT NULL;
ALTER TABLE orders DROP CONSTRAINT orders_organization_id_is_set;

-- 27. make `organization_id` of `order_lines` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE order_lines ALTER COLUMN organization_id SET NOT NULL;
ALTER TABLE order_lines DROP CONSTRAINT order_lines_organization_id_is_set;

-- 28. add the constraint `orders_pkey` to `orders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE orders ADD CONSTRAINT orders_pkey PRIMARY KEY USING INDEX orders_pkey_new;

-- 29. add the constraint `orders_organization_id_number_key` to `orders`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE orders ADD CONSTRAINT orders_organization_id_number_key UNIQUE USING INDEX orders_organization_id_number_key_new;

-- 30. add the constraint `order_lines_pkey` to `order_lines`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE order_lines ADD CONSTRAINT order_lines_pkey PRIMARY KEY USING INDEX order_lines_pkey_new;

-- 31. add the foreign key `order_lines_organization_id_order_id_fkey` to `order_lines` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE order_lines ADD CONSTRAINT order_lines_organization_id_order_id_fkey
        FOREIGN KEY (organization_id, order_id) REFERENCES orders (organization_id, id)
        ON DELETE CASCADE
        NOT VALID;

-- 32. drop the index `order_lines_order_id_idx` of `order_lines`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX order_lines_order_id_idx;

-- 33. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT order_lines_organization_id_order_id_fkey ON order_lines IS 'a line is of an order';
COMMENT ON INDEX order_lines_organization_id_order_id_idx IS 'Leads the reference of order_id to orders.';

-- validate_references (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 34. check `order_lines_organization_id_order_id_fkey` of `order_lines` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
ALTER TABLE order_lines VALIDATE CONSTRAINT order_lines_organization_id_order_id_fkey;

-- row_security (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 35. enable row security of orders
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE orders ENABLE ROW LEVEL SECURITY;

-- 36. force row security of orders
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE orders FORCE ROW LEVEL SECURITY;

-- 37. create the policy tenant_isolation of orders
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON orders
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

-- 38. enable row security of order_lines
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE order_lines ENABLE ROW LEVEL SECURITY;

-- 39. force row security of order_lines
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE order_lines FORCE ROW LEVEL SECURITY;

-- 40. create the policy tenant_isolation of order_lines
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON order_lines
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
