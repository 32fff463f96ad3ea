-- `org_visits` has a new index `an_index`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the index `an_index` of `org_visits` without its partitions
--    lock: SHARE, for a moment; rewrites: no; reads all rows: no
CREATE INDEX an_index
    ON ONLY org_visits (organization_id, day, created_at)
    INCLUDE (note);

-- build_index (no transaction)
-- 2. build the index `org_visits_2026_organization_id_day_created_at_note_idx` of the partition `org_visits_2026`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_2026_organization_id_day_created_at_note_idx
    ON org_visits_2026 (organization_id, day, created_at)
    INCLUDE (note);

-- build_index (no transaction)
-- 3. build the index `org_visits_rest_organization_id_day_created_at_note_idx` of the partition `org_visits_rest`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_visits_rest_organization_id_day_created_at_note_idx
    ON org_visits_rest (organization_id, day, created_at)
    INCLUDE (note);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. attach the indexes of the partitions to `an_index`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the index is valid when all of them are attached
ALTER INDEX an_index ATTACH PARTITION org_visits_2026_organization_id_day_created_at_note_idx;
ALTER INDEX an_index ATTACH PARTITION org_visits_rest_organization_id_day_created_at_note_idx;
