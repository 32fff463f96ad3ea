-- `org_prices` has a new index `an_index`
-- `org_prices` no longer has the index `org_prices_organization_id_tier_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. rename the index `org_prices_organization_id_tier_idx` of `org_prices` to `an_index`
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER INDEX org_prices_organization_id_tier_idx RENAME TO an_index;
