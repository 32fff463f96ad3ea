-- `org_prices` changed its column `created_at`: timestamptz NOT NULL DEFAULT now() is now timestamptz(3) NOT NULL DEFAULT now()
-- `org_prices_history` changed its column `created_at`: timestamptz NOT NULL DEFAULT now() is now timestamptz(3) NOT NULL DEFAULT now()

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change the type of `created_at` of `org_prices` from timestamptz to timestamptz(3)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    data is lost; allowed deletes_data: the scenario is about it
--    values are rounded or cut
ALTER TABLE org_prices ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE org_prices ALTER COLUMN created_at TYPE timestamptz(3);
ALTER TABLE org_prices ALTER COLUMN created_at SET DEFAULT now();

-- 2. change the type of `created_at` of `org_prices_history` from timestamptz to timestamptz(3)
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: yes
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
--    data is lost; allowed deletes_data: the scenario is about it
--    values are rounded or cut
ALTER TABLE org_prices_history ALTER COLUMN created_at DROP DEFAULT;
ALTER TABLE org_prices_history ALTER COLUMN created_at TYPE timestamptz(3);
ALTER TABLE org_prices_history ALTER COLUMN created_at SET DEFAULT now();

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 3. collect the statistics of `created_at` of `org_prices`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices (created_at);

-- 4. collect the statistics of `created_at` of `org_prices_history`, which a change of the type drops
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ANALYZE org_prices_history (created_at);
