-- `org_codes` has a new index `org_codes_organization_id_code_key`
-- `org_codes` no longer has the index `org_codes_code_key`
-- `org_codes` no longer has the waiver `unique_per_tenant`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on TABLE org_codes
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_codes IS 'A code.';

-- build_index (no transaction)
-- 2. build the index `org_codes_organization_id_code_key` of `org_codes`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT organization_id, code, count(*) FROM org_codes WHERE deleted_at IS NULL GROUP BY organization_id, code HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY org_codes_organization_id_code_key
    ON org_codes (organization_id, code)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. drop the index `org_codes_code_key` of `org_codes`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    ON CONFLICT of the running version may name its columns
DROP INDEX org_codes_code_key;
