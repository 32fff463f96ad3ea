-- `towns` changed its foreign key `towns_country_id_fkey`: reason

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. comment on CONSTRAINT towns_country_id_fkey ON towns
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON CONSTRAINT towns_country_id_fkey ON towns IS 'it lies there';
