-- the table `org_visits_number_counters` is new
-- `org_visits` has a new column `number`
-- `org_visits` has a new index `a_number_once`

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

-- 2. create the function public.peristyle_org_visits_number_begin_numbers()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_number_begin_numbers() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF coalesce(current_setting('peristyle.numbers_org_visits_number', true), '') = '' THEN
        PERFORM set_config('peristyle.numbers_org_visits_number', '{}', true);
    END IF;
    RETURN NULL;
END
$$;

-- 3. create the function public.peristyle_org_visits_number_take_number()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_number_take_number() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    taken jsonb := nullif(current_setting('peristyle.numbers_org_visits_number', true), '');
    counted_by text := ROW(NEW.organization_id, NEW.day)::text;
    is_open boolean := coalesce(current_setting('peristyle.organization_id', true), '') = '';
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NEW.number IS NOT NULL THEN
        RETURN NEW;
    END IF;
    IF taken IS NULL THEN
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
        END IF;
        INSERT INTO org_visits_number_counters AS counter (organization_id, day, number) VALUES (NEW.organization_id, NEW.day, 1)
            ON CONFLICT (organization_id, day) DO UPDATE SET number = counter.number + 1
            RETURNING counter.number INTO NEW.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
        RETURN NEW;
    END IF;
    NEW.number := taken ->> counted_by;
    IF NEW.number IS NULL THEN
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', NEW.organization_id::text, true);
        END IF;
        INSERT INTO org_visits_number_counters AS counter (organization_id, day, number) VALUES (NEW.organization_id, NEW.day, 0)
            ON CONFLICT (organization_id, day) DO UPDATE SET number = counter.number
            RETURNING counter.number INTO NEW.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END IF;
    NEW.number := NEW.number + 1;
    PERFORM set_config('peristyle.numbers_org_visits_number', (coalesce(taken, '{}') || jsonb_build_object(counted_by, NEW.number))::text, true);
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_visits_number_take_number() FROM PUBLIC;

-- 4. create the function public.peristyle_org_visits_number_count_numbers()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_visits_number_count_numbers() RETURNS trigger
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
        INSERT INTO org_visits_number_counters AS counter (organization_id, day, number)
            SELECT organization_id, day, max(number) FROM inserted WHERE organization_id = of_tenant GROUP BY organization_id, day
            ON CONFLICT (organization_id, day) DO UPDATE SET number = excluded.number WHERE counter.number < excluded.number;
        IF is_open THEN
            PERFORM set_config('peristyle.organization_id', '', true);
        END IF;
    END LOOP;
    PERFORM set_config('peristyle.numbers_org_visits_number', '', true);
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION public.peristyle_org_visits_number_count_numbers() FROM PUBLIC;

-- 5. create the table `org_visits_number_counters`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on the tables that it refers to, for a moment
CREATE TABLE org_visits_number_counters (
    organization_id uuid   NOT NULL,
    day             date   NOT NULL,
    number          bigint NOT NULL,

    CONSTRAINT org_visits_number_counters_pkey PRIMARY KEY (organization_id, day),
    CONSTRAINT org_visits_number_counters_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

-- 6. add the column `number` to `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_visits ADD COLUMN number integer;

-- 7. create the index `a_number_once` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE UNIQUE INDEX a_number_once
    ON ONLY org_visits (organization_id, day, number);

-- 8. begin the numbers of `org_visits.number` behind the rows that are there
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while the rows are counted, until the trigger is there
LOCK TABLE org_visits IN SHARE ROW EXCLUSIVE MODE;
DO $peristyle$
DECLARE
    bypasses boolean := (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user);
BEGIN
    IF NOT bypasses THEN
        ALTER TABLE org_visits NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest NO FORCE ROW LEVEL SECURITY;
    END IF;
    INSERT INTO org_visits_number_counters (organization_id, day, number)
        SELECT organization_id, day, coalesce(max(number), 0) + count(*) FILTER (WHERE number IS NULL) FROM org_visits GROUP BY organization_id, day;
    IF NOT bypasses THEN
        ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
        ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
    END IF;
END
$peristyle$;

-- 9. create the trigger peristyle_number_begin of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_begin
    BEFORE INSERT ON org_visits
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_number_begin_numbers();

-- 10. create the trigger peristyle_number_take of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_take
    BEFORE INSERT ON org_visits
    FOR EACH ROW
    EXECUTE FUNCTION public.peristyle_org_visits_number_take_number();

-- 11. create the trigger peristyle_number_end of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_end
    AFTER INSERT ON org_visits
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_number_count_numbers();

-- 12. create the trigger peristyle_number_kept of org_visits
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_number_kept
    BEFORE UPDATE ON org_visits
    FOR EACH ROW
    WHEN (OLD.number IS NOT NULL AND OLD.number IS DISTINCT FROM NEW.number
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id
        OR OLD.day IS DISTINCT FROM NEW.day)
    EXECUTE FUNCTION public.peristyle_keep_numbers('number');

-- 13. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
ALTER TABLE org_visits_number_counters ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_visits_number_counters FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_visits_number_counters
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT
    ON org_visits_number_counters TO shop_app;

-- 14. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_keep_numbers() IS 'Refuses changes of numbers, and deletes that would leave a gap in them.';
COMMENT ON TABLE org_visits_number_counters IS 'The last number of org_visits, by tenant: only triggers write it.';
COMMENT ON CONSTRAINT org_visits_number_counters_organization_id_fkey ON org_visits_number_counters IS 'the numbers of a tenant end with it';
COMMENT ON FUNCTION public.peristyle_org_visits_number_begin_numbers() IS 'Opens the numbers of a statement, for number of org_visits.';
COMMENT ON FUNCTION public.peristyle_org_visits_number_take_number() IS 'Takes the next number of org_visits, as the owner of the counters.';
COMMENT ON FUNCTION public.peristyle_org_visits_number_count_numbers() IS 'Moves the counters behind number of the inserted rows of org_visits, as their owner.';

-- backfill (no transaction)
-- 15. number the rows of `org_visits` that are there by `number`
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
            ALTER TABLE org_visits NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_2026 NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_rest NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_number_counters NO FORCE ROW LEVEL SECURITY;
        END IF;
        IF at = 0 THEN
            SELECT array_agg(DISTINCT organization_id ORDER BY organization_id) INTO tenants FROM org_visits_number_counters;
        ELSE
            UPDATE org_visits AS row_of SET number = numbered.place
                FROM (SELECT organization_id, id, day, row_number() OVER (PARTITION BY organization_id, day ORDER BY created_at, organization_id, id, day) AS place
                    FROM org_visits WHERE number IS NULL AND organization_id = tenants[at]) AS numbered
                WHERE row_of.number IS NULL AND row_of.organization_id = numbered.organization_id AND row_of.id = numbered.id AND row_of.day = numbered.day;
        END IF;
        IF NOT bypasses THEN
            ALTER TABLE org_visits FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_2026 FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_rest FORCE ROW LEVEL SECURITY;
            ALTER TABLE org_visits_number_counters FORCE ROW LEVEL SECURITY;
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

-- 16. refuse NULL in `number` of `org_visits` in new rows
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a trigger gives the rows of the running version a value
ALTER TABLE org_visits ADD CONSTRAINT org_visits_number_is_set CHECK (number IS NOT NULL) NOT VALID;

-- build_index (no transaction)
-- 17. build the index `org_visits_2026_organization_id_day_number_idx` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, day, number, count(*) FROM org_visits GROUP BY organization_id, day, number HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_visits_2026_organization_id_day_number_idx
    ON org_visits_2026 (organization_id, day, number);

-- build_index (no transaction)
-- 18. build the index `org_visits_rest_organization_id_day_number_idx` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, day, number, count(*) FROM org_visits GROUP BY organization_id, day, number HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_visits_rest_organization_id_day_number_idx
    ON org_visits_rest (organization_id, day, number);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 19. check `number` of `org_visits` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT count(*) FROM org_visits WHERE number IS NULL;
ALTER TABLE org_visits VALIDATE CONSTRAINT org_visits_number_is_set;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 20. make `number` of `org_visits` NOT NULL
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the check proves it, so no row is read
ALTER TABLE org_visits ALTER COLUMN number SET NOT NULL;
ALTER TABLE org_visits DROP CONSTRAINT org_visits_number_is_set;

-- 21. attach the indexes of the partitions to `a_number_once`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX a_number_once ATTACH PARTITION org_visits_2026_organization_id_day_number_idx;
ALTER INDEX a_number_once ATTACH PARTITION org_visits_rest_organization_id_day_number_idx;
