-- `org_files` changed its documentation
-- `org_files` changed its column `deleted_at`: writer, waivers
-- `org_files` changed the order of its columns
-- `org_files` changed its index `org_files_organization_id_title_key`: predicate

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_files IS 'A file.';
COMMENT ON COLUMN org_files.deleted_at IS NULL;

-- build_index (no transaction)
-- 2. build the index `org_files_organization_id_title_key` of `org_files` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, title, count(*) FROM org_files WHERE deleted_at IS NULL GROUP BY organization_id, title HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_files_organization_id_title_key_new
    ON org_files (organization_id, title)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. put the new index `org_files_organization_id_title_key` of `org_files` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_files_organization_id_title_key;
ALTER INDEX org_files_organization_id_title_key_new RENAME TO org_files_organization_id_title_key;

-- 4. grant rights on org_files
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON org_files FROM shop_app;
GRANT SELECT, INSERT (id, organization_id, title), UPDATE (title, updated_at, deleted_at)
    ON org_files TO shop_app;
