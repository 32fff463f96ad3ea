-- `org_prices` changed its column `tier`: varchar(40) NOT NULL is now varchar(40) COLLATE "C" NOT NULL
-- `org_prices_history` changed its column `tier`: varchar(40) NOT NULL is now varchar(40) COLLATE "C" NOT NULL

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `tier` of `org_prices` from varchar(40) to varchar(40)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_prices ALTER COLUMN tier TYPE varchar(40) COLLATE "C";

-- 2. change the type of `tier` of `org_prices_history` from varchar(40) to varchar(40)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE org_prices_history ALTER COLUMN tier TYPE varchar(40) COLLATE "C";

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. collect the statistics of `tier` of `org_prices`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices (tier);

-- 4. collect the statistics of `tier` of `org_prices_history`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices_history (tier);
