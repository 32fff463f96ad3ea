-- the table `org_products_number_counters` is new
-- `org_products` has a new column `number`
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

-- 2. create the function public.peristyle_org_products_number_take_number()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_number_take_number() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    taken jsonb := nullif(current_setting('peristyle.numbers_org_products_number', true), '');
    counted_by text := ROW(NEW.organization_id, NEW.status)::text;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NEW.number IS NOT NULL THEN
        RETURN NEW;
    END IF;
    NEW.number := taken ->> counted_by;
    IF NEW.number IS NULL THEN
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
        END IF;
        INSERT INTO org_products_number_counters AS counter (organization_id, status, number) VALUES (NEW.organization_id, NEW.status, 0)
            ON CONFLICT (organization_id, status) DO UPDATE SET number = counter.number
            RETURNING counter.number INTO NEW.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END IF;
    NEW.number := NEW.number + 1;
    PERFORM set_config('peristyle.numbers_org_products_number', (coalesce(taken, '{}') || jsonb_build_object(counted_by, NEW.number))::text, true);
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_products_number_take_number() FROM PUBLIC;

-- 3. create the function public.peristyle_org_products_number_count_numbers()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_number_count_numbers() RETURNS trigger
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
        INSERT INTO org_products_number_counters AS counter (organization_id, status, number)
            SELECT organization_id, status, max(number) FROM inserted WHERE organization_id = of_tenant GROUP BY organization_id, status
            ON CONFLICT (organization_id, status) DO UPDATE SET number = excluded.number WHERE counter.number < excluded.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END LOOP;
    PERFORM set_config('peristyle.numbers_org_products_number', '', true);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_products_number_count_numbers() FROM PUBLIC;

-- 4. create the table `org_products_number_counters`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on the tables that it refers to, for a moment
CREATE TABLE org_products_number_counters (
    organization_id uuid           NOT NULL,
    status          product_status NOT NULL,
    number          bigint         NOT NULL,

    CONSTRAINT org_products_number_counters_pkey PRIMARY KEY (organization_id, status),
    CONSTRAINT org_products_number_counters_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

-- 5. add the column `number` to `org_products`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_products ADD COLUMN number integer;

-- 6. begin the numbers of `org_products.number` behind the rows that are there
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
    INSERT INTO org_products_number_counters (organization_id, status, number)
        SELECT organization_id, status, coalesce(max(number), 0) + count(*) FILTER (WHERE number IS NULL) FROM org_products GROUP BY organization_id, status;
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
    EXECUTE FUNCTION public.peristyle_org_products_number_take_number();

-- 8. create the trigger peristyle_number_end of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_end
    AFTER INSERT ON org_products
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_products_number_count_numbers();

-- 9. create the trigger peristyle_number_kept of org_products
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_kept
    BEFORE UPDATE ON org_products
    FOR EACH ROW
    WHEN (OLD.number IS NOT NULL AND OLD.number IS DISTINCT FROM NEW.number
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id
        OR OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION public.peristyle_keep_numbers('number');

-- 10. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
ALTER TABLE org_products_number_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_products_number_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_products_number_counters
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT
    ON org_products_number_counters TO shop_app;

-- 11. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_keep_numbers() IS 'Refuses changes of numbers, and deletes that would leave a gap in them.';
COMMENT ON TABLE org_products_number_counters IS 'The last number of org_products, by tenant: only triggers write it.';
COMMENT ON CONSTRAINT org_products_number_counters_organization_id_fkey ON org_products_number_counters IS 'the numbers of a tenant end with it';
COMMENT ON FUNCTION public.peristyle_org_products_number_take_number() IS 'Takes the next number of org_products, as the owner of the counters.';
COMMENT ON FUNCTION public.peristyle_org_products_number_count_numbers() IS 'Moves the counters behind number of the inserted rows of org_products, as their owner.';

-- backfill (no transaction)
-- 12. number the rows of `org_products` that are there by `number`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    a tenant in a transaction; ROW EXCLUSIVE for a role that bypasses row security; a second run goes on
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
    tenants uuid[];
    at integer := 0;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', '3s', true), set_config('row_security', 'off', true);
        IF NOT bypasses THEN
            ALTER TABLE org_products NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_products_number_counters NO FORCE ROW LEVEL SECURITY;
        END IF;
        IF at = 0 THEN
            SELECT array_agg(DISTINCT organization_id ORDER BY organization_id) INTO tenants FROM org_products_number_counters;
        ELSE
            UPDATE org_products AS row_of SET number = numbered.place
                FROM (SELECT organization_id, id, row_number() OVER (PARTITION BY organization_id, status ORDER BY created_at, organization_id, id) AS place
                    FROM org_products WHERE number IS NULL AND organization_id = tenants[at]) AS numbered
                WHERE row_of.number IS NULL AND row_of.organization_id = numbered.organization_id AND row_of.id = numbered.id;
        END IF;
        IF NOT bypasses THEN
            ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_products_number_counters FORCE ROW LEVEL SECURITY;
        END IF;
        COMMIT;
        EXIT WHEN at >= coalesce(cardinality(tenants), 0);
        at := at + 1;
    END LOOP;
END
$peristyle$;

-- refuse_null (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 13. refuse NULL in `number` of `org_products` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_products ADD CONSTRAINT org_products_number_is_set CHECK (number IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 14. build the index `a_number_once` of `org_products`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, status, number, count(*) FROM org_products GROUP BY organization_id, status, number HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY a_number_once
    ON org_products (organization_id, status, number);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 15. check `number` of `org_products` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_products WHERE number IS NULL;
ALTER TABLE org_products VALIDATE CONSTRAINT org_products_number_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 16. make `number` of `org_products` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_products ALTER COLUMN number SET NOT NULL;
ALTER TABLE org_products DROP CONSTRAINT org_products_number_is_set;

-- 17. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_products FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, sku, title, price, stock, status, category_id, tags, note), UPDATE (sku, title, price, stock, category_id, tags, note, updated_at, deleted_at)
    ON org_products TO shop_app;
