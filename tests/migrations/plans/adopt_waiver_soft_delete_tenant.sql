-- `org_drafts` has a new column `deleted_at`
-- `org_drafts` changed its index `org_drafts_organization_id_title_key`: predicate
-- `org_drafts` no longer has the waiver `soft_delete`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the column `deleted_at` to `org_drafts`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_drafts ADD COLUMN deleted_at timestamptz;

-- 2. grant rights on org_drafts
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, organization_id, title), UPDATE (title, updated_at, deleted_at)
    ON org_drafts TO shop_app;

-- 3. comment on TABLE org_drafts
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_drafts IS 'A draft.';

-- build_index (no transaction)
-- 4. build the index `org_drafts_organization_id_title_key` of `org_drafts` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, title, count(*) FROM org_drafts WHERE deleted_at IS NULL GROUP BY organization_id, title HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_drafts_organization_id_title_key_new
    ON org_drafts (organization_id, title)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 5. put the new index `org_drafts_organization_id_title_key` of `org_drafts` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_drafts_organization_id_title_key;
ALTER INDEX org_drafts_organization_id_title_key_new RENAME TO org_drafts_organization_id_title_key;

-- 6. grant rights on org_drafts
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_drafts FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, title), UPDATE (title, updated_at, deleted_at)
    ON org_drafts TO shop_app;
