-- the table `org_calls` is new

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. replace the function public.peristyle_org_products_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    outer_cascade text := current_setting('peristyle.cascade', true);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    PERFORM set_config('peristyle.cascade', 'on', true);
    IF NEW.deleted_at IS NULL THEN
        UPDATE org_calls AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at = OLD.deleted_at;
        UPDATE org_visits AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at = OLD.deleted_at;
    ELSE
        UPDATE org_calls AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at IS NULL;
        UPDATE org_visits AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at IS NULL;
    END IF;
    PERFORM set_config('peristyle.cascade', coalesce(outer_cascade, ''), true);
    RETURN NULL;
END
$$;

-- 2. create the function public.peristyle_org_calls_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_calls_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (
        r.product_id IS NOT NULL AND (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.product_id IS NOT NULL AND (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_calls', CONSTRAINT = 'org_calls_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_calls refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 3. create the function public.peristyle_org_calls_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_calls_live_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.product_id IS DISTINCT FROM NEW.product_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_calls', CONSTRAINT = 'org_calls_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_calls refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 4. create the function public.peristyle_org_calls_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_calls_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;

-- 5. create the function public.peristyle_org_calls_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_calls_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;

-- 6. create the function public.peristyle_org_calls_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_calls_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_calls AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.day = NEW.day AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_calls', CONSTRAINT = 'org_calls_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_calls refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 7. create the table `org_calls`
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on the tables that it refers to, for a moment
CREATE TABLE org_calls (
    id              uuid          NOT NULL,
    organization_id uuid          NOT NULL,
    day             date          NOT NULL,
    page            varchar(80)   NOT NULL,
    product_id      uuid,
    hits            integer       NOT NULL DEFAULT 0,
    clicks          integer       GENERATED ALWAYS AS (hits * 2) STORED,
    spent           numeric(10,2) NOT NULL DEFAULT 0,
    note            text,
    created_at      timestamptz   NOT NULL DEFAULT now(),
    updated_at      timestamptz   NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_calls_pkey PRIMARY KEY (organization_id, id, day),
    CONSTRAINT org_calls_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_calls_organization_id_product_id_fkey
        FOREIGN KEY (organization_id, product_id) REFERENCES org_products (organization_id, id)
        ON DELETE CASCADE,
    CONSTRAINT org_calls_hits_check CHECK (hits >= 0)
) PARTITION BY RANGE (day);

CREATE TABLE org_calls_2026 PARTITION OF org_calls
    FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');

CREATE TABLE org_calls_rest PARTITION OF org_calls
    DEFAULT;

CREATE INDEX org_calls_organization_id_page_idx
    ON org_calls (organization_id, page)
    WHERE deleted_at IS NULL;

CREATE INDEX org_calls_organization_id_product_id_idx
    ON org_calls (organization_id, product_id)
    WHERE product_id IS NOT NULL;

-- 8. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_calls
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_calls
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_live();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_calls_2026
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_live();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_calls_rest
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, product_id ON org_calls
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.product_id IS DISTINCT FROM NEW.product_id AND NEW.product_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_calls_live_update();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_calls
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_calls
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_delete_statement();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_calls_2026
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_calls_2026
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_delete_statement();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_calls_rest
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_calls_rest
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_calls_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_calls
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_calls_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_calls
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_calls_delete_settle();
CREATE TRIGGER peristyle_refuse_move
    BEFORE UPDATE OF day ON org_calls
    FOR EACH ROW
    WHEN ((OLD.day IS DISTINCT FROM NEW.day)
        AND ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)
        OR OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.product_id IS DISTINCT FROM NEW.product_id AND NEW.product_id IS NOT NULL))
    EXECUTE FUNCTION public.peristyle_refuse_move('org_calls');
ALTER TABLE org_calls ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_calls FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_calls
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_calls_2026 ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_calls_2026 FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_calls_2026
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_calls_rest ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_calls_rest FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_calls_rest
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
GRANT SELECT, INSERT (id, organization_id, day, page, product_id, hits, spent, note), UPDATE (page, product_id, hits, spent, note, updated_at, deleted_at)
    ON org_calls TO shop_app;

-- 9. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_org_calls_live() IS 'Refuses live rows of org_calls that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_calls_live_update() IS 'Refuses an update of org_calls after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_calls_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_calls.';
COMMENT ON FUNCTION public.peristyle_org_calls_delete_lock() IS 'Sets the time of a soft delete of a row of org_calls, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_calls_delete_settle() IS 'Completes a soft delete or a restore of a row of org_calls, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_calls IS 'A visit of a shop, by the year.

Waived primary_key (K01): the application alone makes ids';
COMMENT ON CONSTRAINT org_calls_organization_id_product_id_fkey ON org_calls IS 'a visit is of a product';
COMMENT ON CONSTRAINT org_calls_hits_check ON org_calls IS 'a visit has hits';
COMMENT ON INDEX org_calls_organization_id_product_id_idx IS 'Leads the reference of product_id to org_products.';
