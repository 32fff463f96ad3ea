-- `org_events` has a new index `a_first`
-- `org_events` has a new index `a_second`

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the constraint `a_first` to `org_events`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
ALTER TABLE org_events ADD CONSTRAINT a_first UNIQUE (organization_id, note);

-- 2. add the constraint `a_second` to `org_events`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
ALTER TABLE org_events ADD CONSTRAINT a_second UNIQUE (organization_id, note)
        DEFERRABLE INITIALLY DEFERRED;

-- 3. name the indexes of the partitions of `org_events`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    PostgreSQL has numbered them in the order of their creation
DO $peristyle$
DECLARE
    one record;
BEGIN
    FOR pass IN 1..2 LOOP
        FOR one IN SELECT part.oid, nspname, relname, wanted FROM (VALUES
                ('org_events_pkey'::regclass, 'org_events_p0'::regclass, 'org_events_p0_pkey'),
                ('a_first'::regclass, 'org_events_p0'::regclass, 'org_events_p0_organization_id_note_key'),
                ('a_second'::regclass, 'org_events_p0'::regclass, 'org_events_p0_organization_id_note_key1'),
                ('org_events_organization_id_kind_idx'::regclass, 'org_events_p0'::regclass, 'org_events_p0_organization_id_kind_idx'),
                ('org_events_pkey'::regclass, 'org_events_p1'::regclass, 'org_events_p1_pkey'),
                ('a_first'::regclass, 'org_events_p1'::regclass, 'org_events_p1_organization_id_note_key'),
                ('a_second'::regclass, 'org_events_p1'::regclass, 'org_events_p1_organization_id_note_key1'),
                ('org_events_organization_id_kind_idx'::regclass, 'org_events_p1'::regclass, 'org_events_p1_organization_id_kind_idx')
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
