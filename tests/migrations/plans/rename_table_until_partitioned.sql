-- the table `org_events_now` is new
-- the table `org_events` was removed

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the table `org_events` to `org_events_now`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    a view has the old name from the end of this transaction on
ALTER TABLE org_events RENAME TO org_events_now;

-- 2. rename the constraint `org_events_pkey` of `org_events_now` to `org_events_now_pkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events_now RENAME CONSTRAINT org_events_pkey TO org_events_now_pkey;

-- 3. rename the constraint `org_events_weight_check` of `org_events_now` to `org_events_now_weight_check`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events_now RENAME CONSTRAINT org_events_weight_check TO org_events_now_weight_check;

-- 4. rename the constraint `org_events_organization_id_fkey` of `org_events_now` to `org_events_now_organization_id_fkey`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events_now RENAME CONSTRAINT org_events_organization_id_fkey TO org_events_now_organization_id_fkey;

-- 5. rename the index `org_events_organization_id_kind_idx` of `org_events_now` to `org_events_now_organization_id_kind_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_events_organization_id_kind_idx RENAME TO org_events_now_organization_id_kind_idx;

-- 6. rename the partition `org_events_p0` of `org_events_now` to `org_events_now_p0`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events_p0 RENAME TO org_events_now_p0;

-- 7. rename the partition `org_events_p1` of `org_events_now` to `org_events_now_p1`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_events_p1 RENAME TO org_events_now_p1;

-- 8. rename the index `org_events_p0_pkey` of the partition `org_events_now_p0` to `org_events_now_p0_pkey`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_events_p0_pkey RENAME TO org_events_now_p0_pkey;

-- 9. rename the index `org_events_p0_organization_id_kind_idx` of the partition `org_events_now_p0` to `org_events_now_p0_organization_id_kind_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_events_p0_organization_id_kind_idx RENAME TO org_events_now_p0_organization_id_kind_idx;

-- 10. rename the index `org_events_p1_pkey` of the partition `org_events_now_p1` to `org_events_now_p1_pkey`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_events_p1_pkey RENAME TO org_events_now_p1_pkey;

-- 11. rename the index `org_events_p1_organization_id_kind_idx` of the partition `org_events_now_p1` to `org_events_now_p1_organization_id_kind_idx`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX IF EXISTS org_events_p1_organization_id_kind_idx RENAME TO org_events_now_p1_organization_id_kind_idx;

-- 12. create the view org_events, the old name
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE VIEW org_events WITH (security_invoker = true) AS
    SELECT id, organization_id, kind, weight, amount, note, created_at
    FROM org_events_now;

-- 13. grant rights on org_events
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, kind, weight, amount, note)
    ON org_events TO shop_app;

-- 14. comment on VIEW org_events
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON VIEW org_events IS 'The old name of org_events_now, until 0.5.';
