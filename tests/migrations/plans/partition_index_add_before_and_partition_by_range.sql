-- `org_visits` has a new index `a_second`
-- `org_visits` has a new partition `org_visits_2030`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the index `a_second` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX a_second
    ON ONLY org_visits (organization_id, page)
    WHERE note IS NOT NULL;

-- 2. create the partition `org_visits_2030` of `org_visits`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a default partition is read: its rows must not belong here
CREATE TABLE org_visits_2030 PARTITION OF org_visits
    FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');

-- 3. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_visits_2030
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_live();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_visits_2030
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_visits_2030
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_visits_delete_statement();
ALTER TABLE org_visits_2030 ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_visits_2030 FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_visits_2030
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

-- build_index (no transaction)
-- 4. build the index `org_visits_2026_organization_id_page_idx_new` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_organization_id_page_idx_new
    ON org_visits_2026 (organization_id, page)
    WHERE note IS NOT NULL;

-- build_index (no transaction)
-- 5. build the index `org_visits_rest_organization_id_page_idx_new` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_organization_id_page_idx_new
    ON org_visits_rest (organization_id, page)
    WHERE note IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 6. attach the indexes of the partitions to `a_second`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX a_second ATTACH PARTITION org_visits_2026_organization_id_page_idx_new;
ALTER INDEX a_second ATTACH PARTITION org_visits_rest_organization_id_page_idx_new;

-- 7. name the indexes of the partitions of `org_visits`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    PostgreSQL has numbered them in the order of their creation
DO $peristyle$
DECLARE
    one record;
BEGIN
    FOR pass IN 1..2 LOOP
        FOR one IN SELECT part.oid, nspname, relname, wanted FROM (VALUES
                ('org_visits_pkey'::regclass, 'org_visits_2026'::regclass, 'org_visits_2026_pkey'),
                ('a_second'::regclass, 'org_visits_2026'::regclass, 'org_visits_2026_organization_id_page_idx'),
                ('org_visits_organization_id_page_idx'::regclass, 'org_visits_2026'::regclass, 'org_visits_2026_organization_id_page_idx1'),
                ('org_visits_organization_id_product_id_idx'::regclass, 'org_visits_2026'::regclass, 'org_visits_2026_organization_id_product_id_idx'),
                ('org_visits_pkey'::regclass, 'org_visits_rest'::regclass, 'org_visits_rest_pkey'),
                ('a_second'::regclass, 'org_visits_rest'::regclass, 'org_visits_rest_organization_id_page_idx'),
                ('org_visits_organization_id_page_idx'::regclass, 'org_visits_rest'::regclass, 'org_visits_rest_organization_id_page_idx1'),
                ('org_visits_organization_id_product_id_idx'::regclass, 'org_visits_rest'::regclass, 'org_visits_rest_organization_id_product_id_idx'),
                ('org_visits_pkey'::regclass, 'org_visits_2030'::regclass, 'org_visits_2030_pkey'),
                ('a_second'::regclass, 'org_visits_2030'::regclass, 'org_visits_2030_organization_id_page_idx'),
                ('org_visits_organization_id_page_idx'::regclass, 'org_visits_2030'::regclass, 'org_visits_2030_organization_id_page_idx1'),
                ('org_visits_organization_id_product_id_idx'::regclass, 'org_visits_2030'::regclass, 'org_visits_2030_organization_id_product_id_idx')
            ) AS names (whole, partition, wanted)
            JOIN pg_inherits ON inhparent = whole
            JOIN pg_index ON indexrelid = inhrelid AND indrelid = partition
            JOIN pg_class part ON part.oid = indexrelid AND relname <> wanted
            JOIN pg_namespace space ON space.oid = relnamespace
        LOOP
            EXECUTE format('ALTER INDEX %I.%I RENAME TO %I', one.nspname, one.relname,
                CASE pass WHEN 1 THEN 'peristyle_' || one.oid ELSE one.wanted END);
        END LOOP;
    END LOOP;
END
$peristyle$;
