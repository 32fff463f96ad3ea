-- `countries` changed its append_only

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the trigger shop_append_only of countries
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER shop_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON countries
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE countries ENABLE ALWAYS TRIGGER shop_append_only;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 2. grant rights on countries
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON countries FROM shop_app;
GRANT SELECT, INSERT (id, code, name, people, area, note)
    ON countries TO shop_app;
