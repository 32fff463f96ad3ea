-- `org_labels` changed its index `org_labels_organization_id_title_key`: predicate
-- `org_labels` no longer has the waiver `unique_live`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on TABLE org_labels
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_labels IS 'A label.';

-- build_index (no transaction)
-- 2. build the index `org_labels_organization_id_title_key` of `org_labels` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, title, count(*) FROM org_labels WHERE deleted_at IS NULL GROUP BY organization_id, title HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_labels_organization_id_title_key_new
    ON org_labels (organization_id, title)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. put the new index `org_labels_organization_id_title_key` of `org_labels` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_labels_organization_id_title_key;
ALTER INDEX org_labels_organization_id_title_key_new RENAME TO org_labels_organization_id_title_key;
