-- `org_prices` changed its column `tier`: varchar(40) NOT NULL is now text NOT NULL
-- `org_prices` has a new index `an_index`
-- `org_prices_history` changed its column `tier`: varchar(40) NOT NULL is now text NOT NULL

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `tier` of `org_prices` from varchar(40) to text
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices ALTER COLUMN tier TYPE text;

-- 2. change the type of `tier` of `org_prices_history` from varchar(40) to text
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE org_prices_history ALTER COLUMN tier TYPE text;

-- build_index (no transaction)
-- 3. build the index `an_index` of `org_prices`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY an_index
    ON org_prices (organization_id, tier);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 4. collect the statistics of `tier` of `org_prices`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices (tier);

-- 5. collect the statistics of `tier` of `org_prices_history`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices_history (tier);
