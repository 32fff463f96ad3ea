-- `org_products` changed its statistics, policies

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the statistics products_together of org_products
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the next ANALYZE fills them
CREATE STATISTICS products_together (mcv)
    ON title, sku FROM org_products;

-- 2. create the statistics products_lower of org_products
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the next ANALYZE fills them
CREATE STATISTICS products_lower
    ON lower(title) FROM org_products;

-- 3. comment on STATISTICS products_together
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON STATISTICS products_together IS 'a title has few numbers';

-- 4. create the policy "own rows" of org_products
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version no longer reads or writes the rows that it refuses
CREATE POLICY "own rows" ON org_products
    AS RESTRICTIVE
    FOR DELETE
    USING (CASE WHEN organization_id = (SELECT public.current_organization_id()) THEN (title <> 'kept') ELSE false END);

-- 5. comment on POLICY "own rows" ON org_products
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON POLICY "own rows" ON org_products IS 'some stay';
