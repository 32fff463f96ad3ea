-- the enum `product_status` changed: draft, active, retired is now draft, active, paused, retired

-- enum_values (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. add the label `paused` to `product_status`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version cannot read rows that have it
ALTER TYPE product_status ADD VALUE IF NOT EXISTS 'paused' AFTER 'active';
