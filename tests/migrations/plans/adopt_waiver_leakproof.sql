-- `org_offers` has a new index `org_offers_organization_id_created_at_price_idx`
-- `org_offers` no longer has the index `org_offers_organization_id_price_idx`
-- `org_offers` no longer has the waiver `leakproof`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on TABLE org_offers
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_offers IS 'An offer.';

-- build_index (no transaction)
-- 2. build the index `org_offers_organization_id_created_at_price_idx` of `org_offers`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_offers_organization_id_created_at_price_idx
    ON org_offers (organization_id, created_at)
    INCLUDE (price)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. drop the index `org_offers_organization_id_price_idx` of `org_offers`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX org_offers_organization_id_price_idx;
