-- `org_visits` has a new index `a_second`

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

-- build_index (no transaction)
-- 2. build the index `org_visits_2026_organization_id_page_idx1_new` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_organization_id_page_idx1_new
    ON org_visits_2026 (organization_id, page)
    WHERE note IS NOT NULL;

-- build_index (no transaction)
-- 3. build the index `org_visits_rest_organization_id_page_idx1_new` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_organization_id_page_idx1_new
    ON org_visits_rest (organization_id, page)
    WHERE note IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. attach the indexes of the partitions to `a_second`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX a_second ATTACH PARTITION org_visits_2026_organization_id_page_idx1_new;
ALTER INDEX a_second ATTACH PARTITION org_visits_rest_organization_id_page_idx1_new;

-- 5. name the indexes of the partitions of `org_visits`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    PostgreSQL has numbered them in the order of their creation
DO $peristyle$
DECLARE
    one record;
BEGIN
    FOR pass IN 1..2 LOOP
        FOR one IN SELECT part.oid, nspname, relname, wanted FROM (VALUES
                ('org_visits_pkey'::regclass, 'org_visits_2026'::regclass, 'org_visits_2026_pkey'),
                ('org_visits_organization_id_page_idx'::regclass, 'org_visits_2026'::regclass, 'org_visits_2026_organization_id_page_idx'),
                ('org_visits_organization_id_product_id_idx'::regclass, 'org_visits_2026'::regclass, 'org_visits_2026_organization_id_product_id_idx'),
                ('a_second'::regclass, 'org_visits_2026'::regclass, 'org_visits_2026_organization_id_page_idx1'),
                ('org_visits_pkey'::regclass, 'org_visits_rest'::regclass, 'org_visits_rest_pkey'),
                ('org_visits_organization_id_page_idx'::regclass, 'org_visits_rest'::regclass, 'org_visits_rest_organization_id_page_idx'),
                ('org_visits_organization_id_product_id_idx'::regclass, 'org_visits_rest'::regclass, 'org_visits_rest_organization_id_product_id_idx'),
                ('a_second'::regclass, 'org_visits_rest'::regclass, 'org_visits_rest_organization_id_page_idx1')
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
