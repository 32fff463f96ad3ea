-- the table `org_products_stock_counters` is new
-- `org_products` changed its column `stock`: integer NOT NULL DEFAULT 0 is now integer NOT NULL
-- `org_products` has a new index `a_number_once`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_keep_numbers()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_keep_numbers() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF TG_OP <> 'UPDATE' THEN
        RAISE EXCEPTION 'a row of % is not deleted: its % would be a gap', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RAISE EXCEPTION '% of % never changes, nor what it is counted by', TG_ARGV[0], TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

-- 2. create the function public.peristyle_org_products_stock_take_number()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_stock_take_number() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    taken jsonb := nullif(current_setting('peristyle.numbers_org_products_stock', true), '');
    counted_by text := ROW(NEW.organization_id)::text;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NEW.stock IS NOT NULL THEN
        RETURN NEW;
    END IF;
    NEW.stock := taken ->> counted_by;
    IF NEW.stock IS NULL THEN
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
        END IF;
        INSERT INTO org_products_stock_counters AS counter (organization_id, stock) VALUES (NEW.organization_id, 0)
            ON CONFLICT (organization_id) DO UPDATE SET stock = counter.stock
            RETURNING counter.stock INTO NEW.stock;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END IF;
    NEW.stock := NEW.stock + 1;
    PERFORM set_config('peristyle.numbers_org_products_stock', (coalesce(taken, '{}') || jsonb_build_object(counted_by, NEW.stock))::text, true);
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_products_stock_take_number() FROM PUBLIC;

-- 3. create the function public.peristyle_org_products_stock_count_numbers()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_stock_count_numbers() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    of_tenant uuid;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    FOR of_tenant IN SELECT DISTINCT organization_id FROM inserted LOOP
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', of_tenant::text, true);
        END IF;
        INSERT INTO org_products_stock_counters AS counter (organization_id, stock)
            SELECT organization_id, max(stock) FROM inserted WHERE organization_id = of_tenant GROUP BY organization_id
            ON CONFLICT (organization_id) DO UPDATE SET stock = excluded.stock WHERE counter.stock < excluded.stock;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END LOOP;
    PERFORM set_config('peristyle.numbers_org_products_stock', '', true);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_products_stock_count_numbers() FROM PUBLIC;

-- 4. create the table `org_products_stock_counters`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on the tables that it refers to, for a moment
CREATE TABLE org_products_stock_counters (
    organization_id uuid   NOT NULL,
    stock           bigint NOT NULL,

    CONSTRAINT org_products_stock_counters_pkey PRIMARY KEY (organization_id),
    CONSTRAINT org_products_stock_counters_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

-- 5. change the default of `stock` of `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ALTER COLUMN stock DROP DEFAULT;

-- 6. begin the numbers of `org_products.stock` behind the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while the rows are counted, until the trigger is there
LOCK TABLE org_products IN SHARE ROW EXCLUSIVE MODE;
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;
    END IF;
    INSERT INTO org_products_stock_counters (organization_id, stock)
        SELECT organization_id, coalesce(max(stock), 0) + count(*) FILTER (WHERE stock IS NULL) FROM org_products GROUP BY organization_id;
    IF NOT bypasses THEN
        ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 7. create the trigger peristyle_number_take of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_take
    BEFORE INSERT ON org_products
    FOR EACH ROW
    EXECUTE FUNCTION public.peristyle_org_products_stock_take_number();

-- 8. create the trigger peristyle_number_end of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_end
    AFTER INSERT ON org_products
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_products_stock_count_numbers();

-- 9. create the trigger peristyle_number_kept of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_kept
    BEFORE UPDATE ON org_products
    FOR EACH ROW
    WHEN (OLD.stock IS NOT NULL AND OLD.stock IS DISTINCT FROM NEW.stock
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id)
    EXECUTE FUNCTION public.peristyle_keep_numbers('stock');

-- 10. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
ALTER TABLE org_products_stock_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_products_stock_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_products_stock_counters
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT
    ON org_products_stock_counters TO shop_app;

-- 11. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_keep_numbers() IS 'Refuses changes of numbers, and deletes that would leave a gap in them.';
COMMENT ON TABLE org_products_stock_counters IS 'The last stock of org_products, by tenant: only triggers write it.';
COMMENT ON CONSTRAINT org_products_stock_counters_organization_id_fkey ON org_products_stock_counters IS 'the numbers of a tenant end with it';
COMMENT ON FUNCTION public.peristyle_org_products_stock_take_number() IS 'Takes the next stock of org_products, as the owner of the counters.';
COMMENT ON FUNCTION public.peristyle_org_products_stock_count_numbers() IS 'Moves the counters behind stock of the inserted rows of org_products, as their owner.';

-- build_index (no transaction)
-- 12. build the index `a_number_once` of `org_products`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, stock, count(*) FROM org_products GROUP BY organization_id, stock HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY a_number_once
    ON org_products (organization_id, stock);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_products FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, sku, title, price, status, category_id, tags, note), UPDATE (sku, title, price, status, category_id, tags, note, updated_at, deleted_at)
    ON org_products TO shop_app;
