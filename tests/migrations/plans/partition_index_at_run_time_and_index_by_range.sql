-- `org_visits` changed its partitions at run time
-- `org_visits` has a new index `a_second`
-- `org_visits` no longer has the partition `org_visits_2026`
-- `org_visits` no longer has the partition `org_visits_rest`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on TABLE org_visits
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_visits IS 'A visit of a shop, by the year.

Partitions are made at run time: a program adds one each year

Waived primary_key (K01): the application alone makes ids';

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. create the index `a_second` of `org_visits`
--    lock: SHARE, while the rows are read; rewrites: no; reads all rows: yes
--    writers wait while all rows are read; allowed blocks_writes: the scenario is about it
CREATE INDEX a_second
    ON org_visits (organization_id, page)
    WHERE note IS NOT NULL;
