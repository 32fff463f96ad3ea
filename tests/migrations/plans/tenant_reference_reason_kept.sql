-- `org_prices` changed its foreign key `org_prices_organization_id_fkey`: reason

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on CONSTRAINT org_prices_organization_id_fkey ON org_prices
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT org_prices_organization_id_fkey ON org_prices IS 'its rows go with it';
