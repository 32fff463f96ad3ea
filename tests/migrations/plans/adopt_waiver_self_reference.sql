-- `org_positions` changed its documentation
-- `org_positions` changed its column `above_id`: uuid NOT NULL is now uuid
-- `org_positions` changed its index `org_positions_organization_id_above_id_idx`: predicate

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. allow NULL in `above_id` of `org_positions`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the running version may not expect NULL
ALTER TABLE org_positions ALTER COLUMN above_id DROP NOT NULL;

-- 2. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_positions IS 'A position; the first one has none above it.

Waived soft_delete (T03): TODO';
COMMENT ON COLUMN org_positions.above_id IS NULL;

-- build_index (no transaction)
-- 3. build the index `org_positions_organization_id_above_id_idx` of `org_positions` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_positions_organization_id_above_id_idx_new
    ON org_positions (organization_id, above_id)
    WHERE above_id IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. put the new index `org_positions_organization_id_above_id_idx` of `org_positions` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_positions_organization_id_above_id_idx;
ALTER INDEX org_positions_organization_id_above_id_idx_new RENAME TO org_positions_organization_id_above_id_idx;

-- 5. comment on INDEX org_positions_organization_id_above_id_idx
--    lock: none on a table with rows; rewrites: no; reads all rows: no
COMMENT ON INDEX org_positions_organization_id_above_id_idx IS 'Leads the reference of above_id to org_positions.';
