-- `companies` changed its tenancy
-- `departments` changed its tenancy, primary key
-- `departments` changed its foreign key `departments_company_id_fkey`: on_delete, reason
-- `departments` no longer has the index `departments_company_id_idx`
-- `departments` has a new waiver `tenant_prefix`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.current_company_id()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.current_company_id() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tenant text := current_setting('peristyle.company_id', true);
BEGIN
    IF tenant IS NULL OR tenant = '' THEN
        RAISE EXCEPTION 'no tenant is set'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'SET LOCAL peristyle.company_id in the transaction, to an id of companies.';
    END IF;
    IF tenant NOT LIKE '________-____-____-____-____________' THEN
        RAISE EXCEPTION 'the tenant that is set is not a UUID'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'SET LOCAL peristyle.company_id in the transaction, to an id of companies.';
    END IF;
    RETURN tenant::uuid;
END
$$;

-- 2. drop the foreign key `departments_company_id_fkey` of `departments`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    the lock is on both tables
ALTER TABLE departments DROP CONSTRAINT departments_company_id_fkey;

-- 3. add the foreign key `departments_company_id_fkey` to `departments` for new rows
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    rows of the running version that refer to nothing are refused from then on
ALTER TABLE departments ADD CONSTRAINT departments_company_id_fkey
        FOREIGN KEY (company_id) REFERENCES companies (id)
        ON DELETE CASCADE
        NOT VALID;

-- 4. grant rights on FUNCTION public.current_company_id()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT EXECUTE ON FUNCTION public.current_company_id() TO shop_app;

-- 5. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.current_company_id() IS 'The tenant of the transaction, from the setting peristyle.company_id. Raises 42501 when none is set.';
COMMENT ON TABLE departments IS 'A department of a company.

Waived tenant_prefix (N02): TODO';

-- build_index (no transaction)
-- 6. build the index of the constraint `departments_pkey` of `departments`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    rows that are in the way: SELECT company_id, id, count(*) FROM departments GROUP BY company_id, id HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY departments_pkey_new
    ON departments (company_id, id);

-- validate (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '30min';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 7. check `departments_company_id_fkey` of `departments` in the rows that are there
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
ALTER TABLE departments VALIDATE CONSTRAINT departments_company_id_fkey;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 8. drop the key `departments_pkey` of `departments`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    ON CONFLICT of the running version names its columns
ALTER TABLE departments DROP CONSTRAINT departments_pkey;

-- 9. add the constraint `departments_pkey` to `departments`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE departments ADD CONSTRAINT departments_pkey PRIMARY KEY USING INDEX departments_pkey_new;

-- 10. grant rights on departments
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON departments FROM shop_app;
GRANT SELECT, INSERT (id, company_id, name), UPDATE (name, updated_at, deleted_at)
    ON departments TO shop_app;

-- 11. drop the index `departments_company_id_idx` of `departments`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX departments_company_id_idx;

-- row_security (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 12. drop the trigger peristyle_delete_begin of companies
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON companies;

-- 13. drop the trigger peristyle_delete_end of companies
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON companies;

-- 14. drop the trigger peristyle_delete_lock of companies
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_lock ON companies;

-- 15. drop the trigger peristyle_delete_settle of companies
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_settle ON companies;

-- 16. drop the trigger peristyle_live_insert of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_insert ON departments;

-- 17. drop the trigger peristyle_live_update of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_live_update ON departments;

-- 18. drop the trigger peristyle_delete_begin of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_begin ON departments;

-- 19. drop the trigger peristyle_delete_end of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_end ON departments;

-- 20. drop the trigger peristyle_delete_lock of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_lock ON departments;

-- 21. drop the trigger peristyle_delete_settle of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP TRIGGER peristyle_delete_settle ON departments;

-- 22. enable row security of companies
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE companies ENABLE ROW LEVEL SECURITY;

-- 23. force row security of companies
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE companies FORCE ROW LEVEL SECURITY;

-- 24. create the policy tenant_isolation of companies
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON companies
    FOR ALL
    USING (id = (SELECT public.current_company_id()))
    WITH CHECK (id = (SELECT public.current_company_id()));

-- 25. enable row security of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
--    statements of the running version fail; allowed breaks_running_version: the scenario is about it
--    the running version reads no row of it without a tenant
ALTER TABLE departments ENABLE ROW LEVEL SECURITY;

-- 26. force row security of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE departments FORCE ROW LEVEL SECURITY;

-- 27. create the policy tenant_isolation of departments
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_isolation ON departments
    FOR ALL
    USING (company_id = (SELECT public.current_company_id()))
    WITH CHECK (company_id = (SELECT public.current_company_id()));

-- 28. drop the function public.peristyle_companies_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_companies_delete_statement();

-- 29. drop the function public.peristyle_companies_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_companies_delete_lock();

-- 30. drop the function public.peristyle_companies_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_companies_delete_settle();

-- 31. drop the function public.peristyle_departments_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_departments_live();

-- 32. drop the function public.peristyle_departments_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_departments_live_update();

-- 33. drop the function public.peristyle_departments_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_departments_delete_statement();

-- 34. drop the function public.peristyle_departments_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_departments_delete_lock();

-- 35. drop the function public.peristyle_departments_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DROP FUNCTION public.peristyle_departments_delete_settle();
