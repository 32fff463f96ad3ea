-- `org_prices` changed its transition
-- `org_prices_history` changed its transition

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TABLE org_prices IS 'What a shop charges, with every version of it.

Retired: nobody reads it';
COMMENT ON TABLE org_prices_history IS 'The versions of rows of org_prices that were changed or deleted.

Retired: nobody reads it';
