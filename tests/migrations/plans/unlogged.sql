-- `towns` changed its logging

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. change whether it is logged: `towns`
--    lock: ACCESS EXCLUSIVE, while the rows are read; rewrites: yes; reads all rows: no
--    the table is rewritten while nobody can read or write it; allowed rewrites_table: the scenario is about it
ALTER TABLE towns SET UNLOGGED;
