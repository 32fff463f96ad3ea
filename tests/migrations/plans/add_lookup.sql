-- `org_products` changed its index `org_products_organization_id_sku_key`: look-up of the tenant
-- `org_products` has a new index `org_products_sku_organization_id_idx`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. check that the roles exist
--    lock: none on a table with rows; rewrites: no; reads all rows: no
DO $$
DECLARE
    names text;
    statements text;
    is_member boolean;
BEGIN
    SELECT string_agg(role, ', '), string_agg(statement, ' ') INTO names, statements
        FROM (VALUES ('shop_app_lookup', 'CREATE ROLE shop_app_lookup NOLOGIN; GRANT shop_app_lookup TO ' || quote_ident(current_user) || ';'),
            ('shop_app', 'CREATE ROLE shop_app LOGIN;')) AS needed (role, statement)
        WHERE role::name NOT IN (SELECT rolname FROM pg_catalog.pg_roles);
    IF names IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'undefined_object',
            MESSAGE = 'the script needs roles that do not exist: ' || names,
            HINT = 'Run this first, as a superuser: ' || statements;
    END IF;
    -- Once it owns a look-up, who runs the script may have left the role. From PostgreSQL 16 on, a member may be without SET.
    is_member := pg_has_role(current_user, 'shop_app_lookup', 'MEMBER');
    IF NOT pg_has_role(current_user, 'shop_app_lookup', CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_roles r ON r.oid = p.proowner WHERE r.rolname = 'shop_app_lookup') THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = 'the script needs a member of the role ' || 'shop_app_lookup' || CASE WHEN is_member THEN ' with SET' ELSE '' END || ', and ' || current_user || ' is none',
            HINT = 'Run this first, as a superuser: ' || 'GRANT shop_app_lookup TO ' || quote_ident(current_user) || CASE WHEN is_member THEN ' WITH SET TRUE;' ELSE ';' END;
    END IF;
END
$$;

-- 2. grant rights on SCHEMA public
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT USAGE ON SCHEMA public TO shop_app_lookup;

-- 3. create the policy tenant_lookup of organizations
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_lookup ON organizations
    FOR SELECT TO shop_app_lookup USING (true);

-- 4. grant rights on organizations
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT (id, deleted_at) ON organizations TO shop_app_lookup;

-- 5. create the policy tenant_lookup of org_products
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE POLICY tenant_lookup ON org_products
    FOR SELECT TO shop_app_lookup USING (true);

-- 6. grant rights on org_products
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT (organization_id, sku, deleted_at) ON org_products TO shop_app_lookup;

-- 7. create the function org_products_tenants_of_sku(varchar(40))
--    lock: none on a table with rows; rewrites: no; reads all rows: no
SET LOCAL row_security = on;
GRANT CREATE ON SCHEMA public TO shop_app_lookup;
CREATE FUNCTION org_products_tenants_of_sku(varchar(40)) RETURNS SETOF uuid
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT organization_id FROM org_products
        WHERE sku = $1 AND deleted_at IS NULL
            AND EXISTS (SELECT FROM organizations AS peristyle_root WHERE peristyle_root.id = org_products.organization_id AND peristyle_root.deleted_at IS NULL)
        ORDER BY organization_id LIMIT 1000;
END;
COMMENT ON FUNCTION org_products_tenants_of_sku(varchar(40)) IS 'The tenants that have a row of org_products with this sku, before the tenant is known.';
REVOKE ALL ON FUNCTION org_products_tenants_of_sku(varchar(40)) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION org_products_tenants_of_sku(varchar(40)) TO shop_app;
ALTER FUNCTION org_products_tenants_of_sku(varchar(40)) OWNER TO shop_app_lookup;
REVOKE CREATE ON SCHEMA public FROM shop_app_lookup;
SET LOCAL row_security = off;

-- build_index (no transaction)
-- 8. build the index `org_products_sku_organization_id_idx` of `org_products`
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again
CREATE INDEX CONCURRENTLY org_products_sku_organization_id_idx
    ON org_products (sku, organization_id);

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 9. comment on INDEX org_products_sku_organization_id_idx
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON INDEX org_products_sku_organization_id_idx IS 'Serves the look-up of tenants, which reads the rows of all of them.';
