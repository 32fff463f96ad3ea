-- `org_prices` changed its index `org_prices_organization_id_tier_idx`: predicate

-- build_index (no transaction)
-- 1. build the index `org_prices_organization_id_tier_idx` of `org_prices` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_prices_organization_id_tier_idx_new
    ON org_prices (organization_id, tier)
    WHERE note IS NOT NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. put the new index `org_prices_organization_id_tier_idx` of `org_prices` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_prices_organization_id_tier_idx;
ALTER INDEX org_prices_organization_id_tier_idx_new RENAME TO org_prices_organization_id_tier_idx;
