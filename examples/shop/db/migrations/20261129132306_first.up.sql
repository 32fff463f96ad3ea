-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

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
BEGIN
    SELECT string_agg(role, ', '), string_agg(statement, ' ') INTO names, statements
        FROM (VALUES ('peristyle_app_lookup', 'CREATE ROLE peristyle_app_lookup NOLOGIN; GRANT peristyle_app_lookup TO CURRENT_USER;'),
            ('peristyle_app', 'CREATE ROLE peristyle_app LOGIN;')) AS needed (role, statement)
        WHERE role::name NOT IN (SELECT rolname FROM pg_catalog.pg_roles);
    IF names IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = 'undefined_object',
            MESSAGE = 'the script needs roles that do not exist: ' || names,
            HINT = 'Run this first, as a superuser: ' || statements;
    END IF;
END
$$;

-- 2. create the enum type `member_role`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TYPE member_role AS ENUM ('owner', 'staff');

-- 3. create the enum type `product_status`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TYPE product_status AS ENUM ('draft', 'active', 'retired');

-- 4. create the enum type `order_status`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TYPE order_status AS ENUM ('placed', 'confirmed');

-- 5. create the enum type `job_state`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TYPE job_state AS ENUM ('waiting', 'done');

-- 6. create the function public.current_organization_id()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.current_organization_id() RETURNS uuid
    LANGUAGE plpgsql STABLE PARALLEL SAFE
    SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    tenant text := current_setting('peristyle.organization_id', true);
BEGIN
    IF tenant IS NULL OR tenant = '' THEN
        RAISE EXCEPTION 'no tenant is set'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'SET LOCAL peristyle.organization_id in the transaction, to an id of organizations.';
    END IF;
    IF tenant NOT LIKE '________-____-____-____-____________' THEN
        RAISE EXCEPTION 'the tenant that is set is not a UUID'
            USING ERRCODE = 'insufficient_privilege',
                  HINT = 'SET LOCAL peristyle.organization_id in the transaction, to an id of organizations.';
    END IF;
    RETURN tenant::uuid;
END
$$;

-- 7. create the function public.peristyle_set_updated_at()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_set_updated_at() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.updated_at := greatest(now(), OLD.updated_at + interval '1 microsecond');
    RETURN NEW;
END
$$;

-- 8. create the function public.peristyle_refuse_change()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: its rows are neither changed nor deleted', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;

-- 9. create the function public.peristyle_users_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_users_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF pg_trigger_depth() = 1 AND current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '!'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || ' ', true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
        PERFORM set_config('peristyle.deleted_at', '', true);
    END IF;
    RETURN NULL;
END
$$;

-- 10. create the function public.peristyle_users_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_users_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of users are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    IF row_security_active('org_memberships') THEN
        RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
            MESSAGE = 'rows of users are soft-deleted by a role that sees the rows of every tenant in org_memberships';
    END IF;
    PERFORM FROM users AS t WHERE t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(current_setting('peristyle.deleted_at', true), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 11. create the function public.peristyle_users_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_users_delete_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    outer_cascade text := current_setting('peristyle.cascade', true);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    PERFORM set_config('peristyle.cascade', 'on', true);
    IF NEW.deleted_at IS NULL THEN
        UPDATE org_memberships AS t SET deleted_at = NULL
            WHERE t.user_id = NEW.id AND t.deleted_at = OLD.deleted_at;
    ELSE
        UPDATE org_memberships AS t SET deleted_at = NEW.deleted_at
            WHERE t.user_id = NEW.id AND t.deleted_at IS NULL;
    END IF;
    PERFORM set_config('peristyle.cascade', coalesce(outer_cascade, ''), true);
    RETURN NULL;
END
$$;

-- 12. create the function public.peristyle_users_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_users_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM users AS t WHERE t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN NULL;
END
$$;

-- 13. create the function public.peristyle_org_memberships_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_memberships_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (
        (SELECT t.deleted_at FROM users AS t WHERE t.id = r.user_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (SELECT t.deleted_at FROM users AS t WHERE t.id = r.user_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_memberships', CONSTRAINT = 'org_memberships_user_id_fkey',
            MESSAGE = 'a live row of org_memberships refers to a soft-deleted row of users';
    END IF;
    RETURN NULL;
END
$$;

-- 14. create the function public.peristyle_org_memberships_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_memberships_live_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.user_id IS DISTINCT FROM NEW.user_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM users AS t
            WHERE t.id = NEW.user_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_memberships', CONSTRAINT = 'org_memberships_user_id_fkey',
            MESSAGE = 'a live row of org_memberships refers to a soft-deleted row of users';
    END IF;
    RETURN NULL;
END
$$;

-- 15. create the function public.peristyle_org_memberships_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_memberships_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF pg_trigger_depth() = 1 AND current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '!'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || ' ', true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
        PERFORM set_config('peristyle.deleted_at', '', true);
    END IF;
    RETURN NULL;
END
$$;

-- 16. create the function public.peristyle_org_memberships_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_memberships_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(current_setting('peristyle.deleted_at', true), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 17. create the function public.peristyle_org_memberships_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_memberships_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_memberships AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM users AS t
            WHERE t.id = NEW.user_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_memberships', CONSTRAINT = 'org_memberships_user_id_fkey',
            MESSAGE = 'a live row of org_memberships refers to a soft-deleted row of users';
    END IF;
    RETURN NULL;
END
$$;

-- 18. create the function public.peristyle_org_categories_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (
        r.parent_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.parent_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.parent_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories', CONSTRAINT = 'org_categories_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 19. create the function public.peristyle_org_categories_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_live_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.parent_id IS DISTINCT FROM NEW.parent_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories', CONSTRAINT = 'org_categories_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 20. create the function public.peristyle_org_categories_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF pg_trigger_depth() = 1 AND current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '!'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || ' ', true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
        PERFORM set_config('peristyle.deleted_at', '', true);
    END IF;
    RETURN NULL;
END
$$;

-- 21. create the function public.peristyle_org_categories_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_categories are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_categories AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(current_setting('peristyle.deleted_at', true), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 22. create the function public.peristyle_org_categories_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_categories_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_categories AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.parent_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories', CONSTRAINT = 'org_categories_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories refers to a soft-deleted row of org_categories';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    UPDATE org_products AS t SET category_id = NULL
        WHERE t.organization_id = NEW.organization_id AND t.category_id = NEW.id AND t.deleted_at IS NULL;
    IF EXISTS (SELECT FROM org_categories AS t WHERE t.organization_id = NEW.organization_id AND t.parent_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_categories', CONSTRAINT = 'org_categories_organization_id_parent_id_fkey',
            MESSAGE = 'a live row of org_categories refers to this row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 23. create the function public.peristyle_org_products_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (
        r.category_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND r.category_id IS NOT NULL AND (SELECT t.deleted_at FROM org_categories AS t WHERE t.organization_id = r.organization_id AND t.id = r.category_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 24. create the function public.peristyle_org_products_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_live_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.category_id IS DISTINCT FROM NEW.category_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories';
    END IF;
    RETURN NULL;
END
$$;

-- 25. create the function public.peristyle_org_products_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF pg_trigger_depth() = 1 AND current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '!'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || ' ', true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
        PERFORM set_config('peristyle.deleted_at', '', true);
    END IF;
    RETURN NULL;
END
$$;

-- 26. create the function public.peristyle_org_products_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_products are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_products AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(current_setting('peristyle.deleted_at', true), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 27. create the function public.peristyle_org_products_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_products_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_products AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_categories AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.category_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_products', CONSTRAINT = 'org_products_organization_id_category_id_fkey',
            MESSAGE = 'a live row of org_products refers to a soft-deleted row of org_categories';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM org_order_lines AS t WHERE t.organization_id = NEW.organization_id AND t.product_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_order_lines', CONSTRAINT = 'org_order_lines_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_order_lines refers to this row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 28. create the function public.peristyle_org_collections_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_collections_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF pg_trigger_depth() = 1 AND current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '!'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || ' ', true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
        PERFORM set_config('peristyle.deleted_at', '', true);
    END IF;
    RETURN NULL;
END
$$;

-- 29. create the function public.peristyle_org_collections_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_collections_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_collections are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_collections AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(current_setting('peristyle.deleted_at', true), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 30. create the function public.peristyle_org_collections_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_collections_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_collections AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN NULL;
END
$$;

-- 31. create the function public.peristyle_org_collection_products_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_collection_products_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (SELECT FROM peristyle_inserted AS r WHERE (
        (SELECT t.deleted_at FROM org_collections AS t WHERE t.organization_id = r.organization_id AND t.id = r.collection_id) IS NOT NULL
        OR (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE (SELECT t.deleted_at FROM org_collections AS t WHERE t.organization_id = r.organization_id AND t.id = r.collection_id) IS NOT NULL) THEN 1
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL) THEN 2
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_collection_products', CONSTRAINT = 'org_collection_products_organization_id_collection_id_fkey',
            MESSAGE = 'a live row of org_collection_products refers to a soft-deleted row of org_collections';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_collection_products', CONSTRAINT = 'org_collection_products_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_collection_products refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 32. create the function public.peristyle_org_collection_products_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_collection_products_live_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.collection_id IS DISTINCT FROM NEW.collection_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_collections AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.collection_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.product_id IS DISTINCT FROM NEW.product_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_collection_products', CONSTRAINT = 'org_collection_products_organization_id_collection_id_fkey',
            MESSAGE = 'a live row of org_collection_products refers to a soft-deleted row of org_collections';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_collection_products', CONSTRAINT = 'org_collection_products_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_collection_products refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 33. create the function public.peristyle_org_customers_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_customers_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF pg_trigger_depth() = 1 AND current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '!'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || ' ', true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
        PERFORM set_config('peristyle.deleted_at', '', true);
    END IF;
    RETURN NULL;
END
$$;

-- 34. create the function public.peristyle_org_customers_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_customers_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_customers are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_customers AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(current_setting('peristyle.deleted_at', true), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 35. create the function public.peristyle_org_customers_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_customers_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_customers AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM org_orders AS t WHERE t.organization_id = NEW.organization_id AND t.customer_id = NEW.id AND t.deleted_at IS NULL) THEN
        RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_orders', CONSTRAINT = 'org_orders_organization_id_customer_id_fkey',
            MESSAGE = 'a live row of org_orders refers to this row of org_customers';
    END IF;
    RETURN NULL;
END
$$;

-- 36. create the function public.peristyle_org_orders_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_orders_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (
        (SELECT t.deleted_at FROM org_customers AS t WHERE t.organization_id = r.organization_id AND t.id = r.customer_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (SELECT t.deleted_at FROM org_customers AS t WHERE t.organization_id = r.organization_id AND t.id = r.customer_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_orders', CONSTRAINT = 'org_orders_organization_id_customer_id_fkey',
            MESSAGE = 'a live row of org_orders refers to a soft-deleted row of org_customers';
    END IF;
    RETURN NULL;
END
$$;

-- 37. create the function public.peristyle_org_orders_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_orders_live_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.customer_id IS DISTINCT FROM NEW.customer_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_customers AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.customer_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_orders', CONSTRAINT = 'org_orders_organization_id_customer_id_fkey',
            MESSAGE = 'a live row of org_orders refers to a soft-deleted row of org_customers';
    END IF;
    RETURN NULL;
END
$$;

-- 38. create the function public.peristyle_org_orders_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_orders_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF pg_trigger_depth() = 1 AND current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '!'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || ' ', true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
        PERFORM set_config('peristyle.deleted_at', '', true);
    END IF;
    RETURN NULL;
END
$$;

-- 39. create the function public.peristyle_org_orders_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_orders_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION USING ERRCODE = 'feature_not_supported',
            MESSAGE = 'rows of org_orders are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM org_orders AS t WHERE t.organization_id = OLD.organization_id AND t.id = OLD.id FOR UPDATE;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(current_setting('peristyle.deleted_at', true), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 40. create the function public.peristyle_org_orders_delete_rows()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_orders_delete_rows() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    outer_cascade text := current_setting('peristyle.cascade', true);
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    PERFORM set_config('peristyle.cascade', 'on', true);
    IF NEW.deleted_at IS NULL THEN
        UPDATE org_order_lines AS t SET deleted_at = NULL
            WHERE t.organization_id = NEW.organization_id AND t.order_id = NEW.id AND t.deleted_at = OLD.deleted_at;
    ELSE
        UPDATE org_order_lines AS t SET deleted_at = NEW.deleted_at
            WHERE t.organization_id = NEW.organization_id AND t.order_id = NEW.id AND t.deleted_at IS NULL;
    END IF;
    PERFORM set_config('peristyle.cascade', coalesce(outer_cascade, ''), true);
    RETURN NULL;
END
$$;

-- 41. create the function public.peristyle_org_orders_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_orders_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_orders AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_customers AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.customer_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_orders', CONSTRAINT = 'org_orders_organization_id_customer_id_fkey',
            MESSAGE = 'a live row of org_orders refers to a soft-deleted row of org_customers';
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN NULL;
END
$$;

-- 42. create the function public.peristyle_org_order_lines_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_order_lines_live() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (
        (SELECT t.deleted_at FROM org_orders AS t WHERE t.organization_id = r.organization_id AND t.id = r.order_id) IS NOT NULL
        OR (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (SELECT t.deleted_at FROM org_orders AS t WHERE t.organization_id = r.organization_id AND t.id = r.order_id) IS NOT NULL) THEN 1
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE r.deleted_at IS NULL AND (SELECT t.deleted_at FROM org_products AS t WHERE t.organization_id = r.organization_id AND t.id = r.product_id) IS NOT NULL) THEN 2
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_order_lines', CONSTRAINT = 'org_order_lines_organization_id_order_id_fkey',
            MESSAGE = 'a live row of org_order_lines refers to a soft-deleted row of org_orders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_order_lines', CONSTRAINT = 'org_order_lines_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_order_lines refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 43. create the function public.peristyle_org_order_lines_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_order_lines_live_update() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.order_id IS DISTINCT FROM NEW.order_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_orders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.order_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF OLD.organization_id IS DISTINCT FROM NEW.organization_id OR OLD.product_id IS DISTINCT FROM NEW.product_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_order_lines', CONSTRAINT = 'org_order_lines_organization_id_order_id_fkey',
            MESSAGE = 'a live row of org_order_lines refers to a soft-deleted row of org_orders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_order_lines', CONSTRAINT = 'org_order_lines_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_order_lines refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 44. create the function public.peristyle_org_order_lines_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_order_lines_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF pg_trigger_depth() = 1 AND current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '!'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || ' ', true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text, true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSE
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
        PERFORM set_config('peristyle.deleted_at', '', true);
    END IF;
    RETURN NULL;
END
$$;

-- 45. create the function public.peristyle_org_order_lines_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_order_lines_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(nullif(current_setting('peristyle.deleted_at', true), '')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN now() - interval '1 second' AND clock_timestamp() + interval '1 second') IS NOT TRUE THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$;

-- 46. create the function public.peristyle_org_order_lines_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_org_order_lines_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
DECLARE
    refused integer;
    gone boolean;
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM org_order_lines AS t WHERE t.organization_id = NEW.organization_id AND t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_orders AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.order_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
        SELECT t.deleted_at IS NOT NULL INTO gone FROM org_products AS t
            WHERE t.organization_id = NEW.organization_id AND t.id = NEW.product_id FOR KEY SHARE;
        IF gone THEN
            refused := 2;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_order_lines', CONSTRAINT = 'org_order_lines_organization_id_order_id_fkey',
            MESSAGE = 'a live row of org_order_lines refers to a soft-deleted row of org_orders';
    ELSIF refused = 2 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'org_order_lines', CONSTRAINT = 'org_order_lines_organization_id_product_id_fkey',
            MESSAGE = 'a live row of org_order_lines refers to a soft-deleted row of org_products';
    END IF;
    RETURN NULL;
END
$$;

-- 47. create the table `organizations`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE organizations (
    id         uuid        NOT NULL,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,

    CONSTRAINT organizations_pkey PRIMARY KEY (id),
    CONSTRAINT organizations_name_max_len CHECK (char_length(name) <= 255)
);

-- 48. create the table `users`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE users (
    id         uuid        NOT NULL,
    email      text        NOT NULL,
    name       text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz,

    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_email_max_len CHECK (char_length(email) <= 320),
    CONSTRAINT users_name_max_len CHECK (char_length(name) <= 255)
);

CREATE UNIQUE INDEX users_email_key
    ON users (email)
    WHERE deleted_at IS NULL;

-- 49. create the table `org_memberships`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_memberships (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    user_id         uuid        NOT NULL,
    role            member_role NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_memberships_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_memberships_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_memberships_user_id_fkey
        FOREIGN KEY (user_id) REFERENCES users (id)
        ON DELETE CASCADE
);

CREATE UNIQUE INDEX org_memberships_organization_id_user_id_key
    ON org_memberships (organization_id, user_id)
    WHERE deleted_at IS NULL;

CREATE INDEX org_memberships_user_id_idx
    ON org_memberships (user_id);

-- 50. create the table `org_api_keys`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_api_keys (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    label           text        NOT NULL,
    key_hash        bytea       NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_api_keys_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_api_keys_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_api_keys_label_max_len CHECK (char_length(label) <= 100)
);

CREATE UNIQUE INDEX org_api_keys_key_hash_key
    ON org_api_keys (key_hash)
    WHERE deleted_at IS NULL;

-- 51. create the table `org_categories`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_categories (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    name            text        NOT NULL,
    parent_id       uuid,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_categories_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_categories_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_categories_organization_id_parent_id_fkey
        FOREIGN KEY (organization_id, parent_id) REFERENCES org_categories (organization_id, id)
        ON DELETE RESTRICT,
    CONSTRAINT org_categories_name_max_len CHECK (char_length(name) <= 100)
);

CREATE UNIQUE INDEX org_categories_organization_id_parent_id_name_key
    ON org_categories (organization_id, parent_id, name)
    NULLS NOT DISTINCT
    WHERE deleted_at IS NULL;

CREATE INDEX org_categories_organization_id_parent_id_idx
    ON org_categories (organization_id, parent_id)
    WHERE parent_id IS NOT NULL;

-- 52. create the table `org_products`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_products (
    id              uuid           NOT NULL,
    organization_id uuid           NOT NULL,
    sku             text           NOT NULL,
    name            text           NOT NULL,
    description     text,
    price           numeric(10,2)  NOT NULL,
    stock           integer        NOT NULL DEFAULT 0,
    status          product_status NOT NULL DEFAULT 'draft',
    category_id     uuid,
    settings        jsonb          NOT NULL DEFAULT '{}',
    created_at      timestamptz    NOT NULL DEFAULT now(),
    updated_at      timestamptz    NOT NULL DEFAULT now(),
    deleted_at      timestamptz,
    search          tsvector       NOT NULL GENERATED ALWAYS AS (setweight(to_tsvector('"english"'::regconfig, coalesce(name, '')), 'A') || to_tsvector('"english"'::regconfig, coalesce(description, ''))) STORED,

    CONSTRAINT org_products_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_products_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_products_organization_id_category_id_fkey
        FOREIGN KEY (organization_id, category_id) REFERENCES org_categories (organization_id, id)
        ON DELETE SET NULL (category_id),
    CONSTRAINT org_products_price_check CHECK (price >= 0),
    CONSTRAINT org_products_stock_check CHECK (stock >= 0),
    CONSTRAINT org_products_sku_max_len CHECK (char_length(sku) <= 100),
    CONSTRAINT org_products_name_max_len CHECK (char_length(name) <= 255),
    CONSTRAINT org_products_description_max_len CHECK (char_length(description) <= 10000)
);

CREATE UNIQUE INDEX org_products_organization_id_sku_key
    ON org_products (organization_id, sku)
    WHERE deleted_at IS NULL;

CREATE INDEX org_products_organization_id_created_at_id_idx
    ON org_products (organization_id, created_at DESC, id DESC)
    WHERE status = 'active' AND deleted_at IS NULL;

CREATE INDEX org_products_search_idx
    ON org_products USING gin (search)
    WHERE deleted_at IS NULL;

CREATE INDEX org_products_organization_id_category_id_idx
    ON org_products (organization_id, category_id)
    WHERE category_id IS NOT NULL;

-- 53. create the table `org_collections`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_collections (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    title           text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_collections_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_collections_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_collections_title_max_len CHECK (char_length(title) <= 100)
);

CREATE UNIQUE INDEX org_collections_organization_id_title_key
    ON org_collections (organization_id, title)
    WHERE deleted_at IS NULL;

-- 54. create the table `org_collection_products`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_collection_products (
    organization_id uuid        NOT NULL,
    collection_id   uuid        NOT NULL,
    product_id      uuid        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT org_collection_products_pkey PRIMARY KEY (organization_id, collection_id, product_id),
    CONSTRAINT org_collection_products_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_collection_products_organization_id_collection_id_fkey
        FOREIGN KEY (organization_id, collection_id) REFERENCES org_collections (organization_id, id)
        ON DELETE CASCADE,
    CONSTRAINT org_collection_products_organization_id_product_id_fkey
        FOREIGN KEY (organization_id, product_id) REFERENCES org_products (organization_id, id)
        ON DELETE CASCADE
);

CREATE INDEX org_collection_products_organization_id_product_id_9a3cf596_idx
    ON org_collection_products (organization_id, product_id, collection_id);

-- 55. create the table `org_customers`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_customers (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    name            text        NOT NULL,
    email           text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_customers_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_customers_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_customers_name_max_len CHECK (char_length(name) <= 255),
    CONSTRAINT org_customers_email_max_len CHECK (char_length(email) <= 320)
);

CREATE UNIQUE INDEX org_customers_organization_id_email_key
    ON org_customers (organization_id, email)
    WHERE deleted_at IS NULL;

-- 56. create the table `org_orders`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_orders (
    id              uuid          NOT NULL,
    organization_id uuid          NOT NULL,
    customer_id     uuid          NOT NULL,
    status          order_status  NOT NULL DEFAULT 'placed',
    total           numeric(12,2) NOT NULL,
    created_at      timestamptz   NOT NULL DEFAULT now(),
    updated_at      timestamptz   NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_orders_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_orders_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_orders_organization_id_customer_id_fkey
        FOREIGN KEY (organization_id, customer_id) REFERENCES org_customers (organization_id, id)
        ON DELETE RESTRICT
);

CREATE INDEX org_orders_organization_id_created_at_id_idx
    ON org_orders (organization_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;

CREATE INDEX org_orders_organization_id_customer_id_idx
    ON org_orders (organization_id, customer_id);

-- 57. create the table `org_order_lines`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_order_lines (
    id              uuid          NOT NULL,
    organization_id uuid          NOT NULL,
    order_id        uuid          NOT NULL,
    product_id      uuid          NOT NULL,
    quantity        integer       NOT NULL,
    price           numeric(10,2) NOT NULL,
    created_at      timestamptz   NOT NULL DEFAULT now(),
    updated_at      timestamptz   NOT NULL DEFAULT now(),
    deleted_at      timestamptz,

    CONSTRAINT org_order_lines_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_order_lines_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE,
    CONSTRAINT org_order_lines_organization_id_order_id_fkey
        FOREIGN KEY (organization_id, order_id) REFERENCES org_orders (organization_id, id)
        ON DELETE CASCADE,
    CONSTRAINT org_order_lines_organization_id_product_id_fkey
        FOREIGN KEY (organization_id, product_id) REFERENCES org_products (organization_id, id)
        ON DELETE RESTRICT,
    CONSTRAINT org_order_lines_quantity_check CHECK (quantity > 0)
);

CREATE UNIQUE INDEX org_order_lines_organization_id_order_id_product_id_key
    ON org_order_lines (organization_id, order_id, product_id)
    WHERE deleted_at IS NULL;

CREATE INDEX org_order_lines_organization_id_order_id_idx
    ON org_order_lines (organization_id, order_id);

CREATE INDEX org_order_lines_organization_id_product_id_idx
    ON org_order_lines (organization_id, product_id);

-- 58. create the table `org_audit_entries`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_audit_entries (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    actor           text        NOT NULL,
    action          text        NOT NULL,
    details         jsonb       NOT NULL DEFAULT '{}',
    created_at      timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT org_audit_entries_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_audit_entries_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE RESTRICT,
    CONSTRAINT org_audit_entries_actor_max_len CHECK (char_length(actor) <= 100),
    CONSTRAINT org_audit_entries_action_max_len CHECK (char_length(action) <= 100)
);

CREATE INDEX org_audit_entries_organization_id_created_at_id_idx
    ON org_audit_entries (organization_id, created_at DESC, id DESC);

-- 59. create the table `org_jobs`
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TABLE org_jobs (
    id              uuid        NOT NULL,
    organization_id uuid        NOT NULL,
    task            jsonb       NOT NULL,
    state           job_state   NOT NULL DEFAULT 'waiting',
    run_at          timestamptz NOT NULL DEFAULT now(),
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now(),

    CONSTRAINT org_jobs_pkey PRIMARY KEY (organization_id, id),
    CONSTRAINT org_jobs_organization_id_fkey
        FOREIGN KEY (organization_id) REFERENCES organizations (id)
        ON DELETE CASCADE
);

CREATE INDEX org_jobs_organization_id_run_at_idx
    ON org_jobs (organization_id, run_at)
    WHERE state = 'waiting';

CREATE INDEX org_jobs_run_at_organization_id_idx
    ON org_jobs (run_at, organization_id)
    WHERE state = 'waiting';

-- 60. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON organizations
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON users
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON users
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_users_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON users
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_users_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON users
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_users_delete_lock();
CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE OF deleted_at ON users
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_users_delete_rows();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON users
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_users_delete_settle();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_memberships
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_memberships
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_memberships_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF user_id ON org_memberships
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.user_id IS DISTINCT FROM NEW.user_id AND NEW.user_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_memberships_live_update();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_memberships
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_memberships_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_memberships
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_memberships_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_memberships
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_memberships_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_memberships
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_memberships_delete_settle();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_api_keys
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_categories
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_categories
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_categories_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, parent_id ON org_categories
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.parent_id IS DISTINCT FROM NEW.parent_id AND NEW.parent_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_categories_live_update();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_categories
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_categories_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_categories
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_categories_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_categories
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_categories_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_categories
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_categories_delete_settle();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_products
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_products
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_products_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, category_id ON org_products
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.category_id IS DISTINCT FROM NEW.category_id AND NEW.category_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_products_live_update();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_products
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_products_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_products
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_products_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_products
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_products_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_products
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_products_delete_settle();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_collections
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_collections
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_collections_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_collections
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_collections_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_collections
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_collections_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_collections
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_collections_delete_settle();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_collection_products
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_collection_products_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, collection_id, product_id ON org_collection_products
    FOR EACH ROW
    WHEN (OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.collection_id IS DISTINCT FROM NEW.collection_id AND NEW.collection_id IS NOT NULL
        OR OLD.product_id IS DISTINCT FROM NEW.product_id AND NEW.product_id IS NOT NULL)
    EXECUTE FUNCTION public.peristyle_org_collection_products_live_update();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_customers
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_customers
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_customers_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_customers
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_customers_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_customers
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_customers_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_customers
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_customers_delete_settle();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_orders
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_orders
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_orders_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, customer_id ON org_orders
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.customer_id IS DISTINCT FROM NEW.customer_id AND NEW.customer_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_orders_live_update();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_orders
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_orders_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_orders
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_orders_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_orders
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_orders_delete_lock();
CREATE TRIGGER peristyle_delete_rows
    AFTER UPDATE OF deleted_at ON org_orders
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_orders_delete_rows();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_orders
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_orders_delete_settle();
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_order_lines
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON org_order_lines
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_order_lines_live();
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF organization_id, order_id, product_id ON org_order_lines
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NULL AND (
        OLD.organization_id IS DISTINCT FROM NEW.organization_id AND NEW.organization_id IS NOT NULL
        OR OLD.order_id IS DISTINCT FROM NEW.order_id AND NEW.order_id IS NOT NULL
        OR OLD.product_id IS DISTINCT FROM NEW.product_id AND NEW.product_id IS NOT NULL
    ))
    EXECUTE FUNCTION public.peristyle_org_order_lines_live_update();
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON org_order_lines
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_order_lines_delete_statement();
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON org_order_lines
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_org_order_lines_delete_statement();
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON org_order_lines
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_org_order_lines_delete_lock();
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON org_order_lines
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_org_order_lines_delete_settle();
CREATE TRIGGER peristyle_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON org_audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION public.peristyle_refuse_change();
ALTER TABLE org_audit_entries ENABLE ALWAYS TRIGGER peristyle_append_only;
CREATE TRIGGER peristyle_updated_at
    BEFORE UPDATE ON org_jobs
    FOR EACH ROW EXECUTE FUNCTION public.peristyle_set_updated_at();
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY;
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON organizations
    FOR ALL
    USING (id = (SELECT public.current_organization_id()))
    WITH CHECK (id = (SELECT public.current_organization_id()));
ALTER TABLE org_memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_memberships FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_memberships
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_api_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_api_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_api_keys
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_categories ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_categories FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_categories
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_products ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_products FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_products
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_collections ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_collections FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_collections
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_collection_products ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_collection_products FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_collection_products
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_customers ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_customers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_customers
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_orders ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_orders FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_orders
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_order_lines ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_order_lines FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_order_lines
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_audit_entries ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_audit_entries FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_audit_entries
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));
ALTER TABLE org_jobs ENABLE ROW LEVEL SECURITY;
ALTER TABLE org_jobs FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON org_jobs
    FOR ALL
    USING (organization_id = (SELECT public.current_organization_id()))
    WITH CHECK (organization_id = (SELECT public.current_organization_id()));

-- 61. grant rights on SCHEMA public
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT USAGE ON SCHEMA public TO peristyle_app;

-- 62. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT USAGE ON TYPE member_role TO peristyle_app;
GRANT USAGE ON TYPE product_status TO peristyle_app;
GRANT USAGE ON TYPE order_status TO peristyle_app;
GRANT USAGE ON TYPE job_state TO peristyle_app;

-- 63. grant rights on FUNCTION public.current_organization_id()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT EXECUTE ON FUNCTION public.current_organization_id() TO peristyle_app;

-- 64. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, name), UPDATE (name, updated_at, deleted_at)
    ON organizations TO peristyle_app;
GRANT SELECT, INSERT (id, email, name), UPDATE (email, name, updated_at, deleted_at)
    ON users TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, user_id, role), UPDATE (user_id, role, updated_at, deleted_at)
    ON org_memberships TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, label, key_hash), UPDATE (label, key_hash, updated_at, deleted_at)
    ON org_api_keys TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, name, parent_id), UPDATE (name, parent_id, updated_at, deleted_at)
    ON org_categories TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, sku, name, description, price, stock, status, category_id, settings), UPDATE (sku, name, description, price, stock, status, category_id, settings, updated_at, deleted_at)
    ON org_products TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, title), UPDATE (title, updated_at, deleted_at)
    ON org_collections TO peristyle_app;
GRANT SELECT, INSERT (organization_id, collection_id, product_id), DELETE
    ON org_collection_products TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, name, email), UPDATE (name, email, updated_at, deleted_at)
    ON org_customers TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, customer_id, status, total), UPDATE (customer_id, status, total, updated_at, deleted_at)
    ON org_orders TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, order_id, product_id, quantity, price), UPDATE (order_id, product_id, quantity, price, updated_at, deleted_at)
    ON org_order_lines TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, actor, action, details)
    ON org_audit_entries TO peristyle_app;
GRANT SELECT, INSERT (id, organization_id, task, state, run_at), UPDATE (task, state, run_at, updated_at), DELETE
    ON org_jobs TO peristyle_app;

-- 65. grant rights on SCHEMA public
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT USAGE ON SCHEMA public TO peristyle_app_lookup;

-- 66. triggers, policies and rights of new tables
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE POLICY tenant_lookup ON organizations
    FOR SELECT TO peristyle_app_lookup USING (true);
GRANT SELECT (id, deleted_at) ON organizations TO peristyle_app_lookup;
CREATE POLICY tenant_lookup ON org_api_keys
    FOR SELECT TO peristyle_app_lookup USING (true);
GRANT SELECT (organization_id, key_hash, deleted_at) ON org_api_keys TO peristyle_app_lookup;
CREATE POLICY tenant_lookup ON org_jobs
    FOR SELECT TO peristyle_app_lookup USING (true);
GRANT SELECT (organization_id, state, run_at) ON org_jobs TO peristyle_app_lookup;

-- 67. create the function org_api_keys_tenant_of_key_hash(bytea)
--    lock: none on a table with rows; rewrites: no; reads all rows: no
SET LOCAL row_security = on;
GRANT CREATE ON SCHEMA public TO peristyle_app_lookup;
CREATE FUNCTION org_api_keys_tenant_of_key_hash(bytea) RETURNS SETOF uuid
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT organization_id FROM org_api_keys
        WHERE key_hash = $1 AND deleted_at IS NULL
            AND EXISTS (SELECT FROM organizations AS peristyle_root WHERE peristyle_root.id = org_api_keys.organization_id AND peristyle_root.deleted_at IS NULL);
END;
COMMENT ON FUNCTION org_api_keys_tenant_of_key_hash(bytea) IS 'The tenant that has a row of org_api_keys with this key_hash, before the tenant is known.';
REVOKE ALL ON FUNCTION org_api_keys_tenant_of_key_hash(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION org_api_keys_tenant_of_key_hash(bytea) TO peristyle_app;
ALTER FUNCTION org_api_keys_tenant_of_key_hash(bytea) OWNER TO peristyle_app_lookup;
REVOKE CREATE ON SCHEMA public FROM peristyle_app_lookup;
SET LOCAL row_security = off;

-- 68. create the function org_jobs_tenants_in_queue(uuid[])
--    lock: none on a table with rows; rewrites: no; reads all rows: no
SET LOCAL row_security = on;
GRANT CREATE ON SCHEMA public TO peristyle_app_lookup;
CREATE FUNCTION org_jobs_tenants_in_queue(uuid[]) RETURNS SETOF uuid
    LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT organization_id FROM (
        (SELECT organization_id, row_number() OVER (ORDER BY run_at) AS place FROM org_jobs
            WHERE cardinality($1) = 0 AND (state = 'waiting') AND run_at <= now()
            AND EXISTS (SELECT FROM organizations AS peristyle_root WHERE peristyle_root.id = org_jobs.organization_id AND peristyle_root.deleted_at IS NULL)
            ORDER BY run_at LIMIT 1000)
        UNION ALL
        (SELECT organization_id, row_number() OVER (ORDER BY run_at) AS place FROM org_jobs
            WHERE cardinality($1) > 0 AND organization_id <> ALL ($1) AND (state = 'waiting') AND run_at <= now()
            AND EXISTS (SELECT FROM organizations AS peristyle_root WHERE peristyle_root.id = org_jobs.organization_id AND peristyle_root.deleted_at IS NULL)
            ORDER BY run_at)
    ) AS waiting
        GROUP BY organization_id ORDER BY min(place) LIMIT 1000;
END;
COMMENT ON FUNCTION org_jobs_tenants_in_queue(uuid[]) IS 'The tenants of the rows of org_jobs that wait, in their order, without those that were asked before.';
REVOKE ALL ON FUNCTION org_jobs_tenants_in_queue(uuid[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION org_jobs_tenants_in_queue(uuid[]) TO peristyle_app;
ALTER FUNCTION org_jobs_tenants_in_queue(uuid[]) OWNER TO peristyle_app_lookup;
REVOKE CREATE ON SCHEMA public FROM peristyle_app_lookup;
SET LOCAL row_security = off;

-- 69. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON TYPE member_role IS 'What a member may do.';
COMMENT ON TYPE product_status IS 'The status of a product.';
COMMENT ON TYPE order_status IS 'The status of an order.';
COMMENT ON TYPE job_state IS 'The state of a job.';
COMMENT ON FUNCTION public.current_organization_id() IS 'The tenant of the transaction, from the setting peristyle.organization_id. Raises 42501 when none is set.';
COMMENT ON FUNCTION public.peristyle_set_updated_at() IS 'Keeps updated_at true for every writer; each update moves it forward.';
COMMENT ON FUNCTION public.peristyle_refuse_change() IS 'Refuses every change of an append-only table''s rows.';
COMMENT ON TABLE organizations IS 'A customer of the service; every tenant row belongs to one.';
COMMENT ON COLUMN organizations.id IS 'The primary key, which is the tenant of all other rows.';
COMMENT ON COLUMN organizations.name IS 'The name of the customer.';
COMMENT ON CONSTRAINT organizations_name_max_len ON organizations IS 'the name must have at most 255 characters';
COMMENT ON FUNCTION public.peristyle_users_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of users.';
COMMENT ON FUNCTION public.peristyle_users_delete_lock() IS 'Sets the time of a soft delete of a row of users, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_users_delete_rows() IS 'Soft-deletes and restores the rows that refer to a row of users by cascade.';
COMMENT ON FUNCTION public.peristyle_users_delete_settle() IS 'Completes a soft delete or a restore of a row of users, once all that follow it are deleted or restored.';
COMMENT ON TABLE users IS 'A person, who may work for several organizations.';
COMMENT ON COLUMN users.id IS 'The primary key.';
COMMENT ON COLUMN users.email IS 'The email address.';
COMMENT ON COLUMN users.name IS 'The name of the person.';
COMMENT ON CONSTRAINT users_email_max_len ON users IS 'the email must have at most 320 characters';
COMMENT ON CONSTRAINT users_name_max_len ON users IS 'the name must have at most 255 characters';
COMMENT ON FUNCTION public.peristyle_org_memberships_live() IS 'Refuses live rows of org_memberships that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_memberships_live_update() IS 'Refuses an update of org_memberships after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_memberships_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_memberships.';
COMMENT ON FUNCTION public.peristyle_org_memberships_delete_lock() IS 'Sets the time of a soft delete of a row of org_memberships, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_memberships_delete_settle() IS 'Completes a soft delete or a restore of a row of org_memberships, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_memberships IS 'The membership of a user in an organization.';
COMMENT ON COLUMN org_memberships.id IS 'The primary key.';
COMMENT ON COLUMN org_memberships.organization_id IS 'The organization.';
COMMENT ON COLUMN org_memberships.user_id IS 'The user.';
COMMENT ON COLUMN org_memberships.role IS 'What the user may do.';
COMMENT ON CONSTRAINT org_memberships_user_id_fkey ON org_memberships IS 'a membership means nothing without its user';
COMMENT ON INDEX org_memberships_user_id_idx IS 'Leads the reference of user_id to users.';
COMMENT ON TABLE org_api_keys IS 'A key that a program sends. Only its hash is stored.

Waived unique_per_tenant (I04): a random key belongs to one organization';
COMMENT ON COLUMN org_api_keys.id IS 'The primary key.';
COMMENT ON COLUMN org_api_keys.organization_id IS 'The organization that the key is for.';
COMMENT ON COLUMN org_api_keys.label IS 'What the key is used for.';
COMMENT ON COLUMN org_api_keys.key_hash IS 'SHA-256 of the key.';
COMMENT ON CONSTRAINT org_api_keys_label_max_len ON org_api_keys IS 'the label must have at most 100 characters';
COMMENT ON FUNCTION public.peristyle_org_categories_live() IS 'Refuses live rows of org_categories that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_categories_live_update() IS 'Refuses an update of org_categories after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_categories_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_categories.';
COMMENT ON FUNCTION public.peristyle_org_categories_delete_lock() IS 'Sets the time of a soft delete of a row of org_categories, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_categories_delete_settle() IS 'Completes a soft delete or a restore of a row of org_categories, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_categories IS 'A category of products, which may contain categories.';
COMMENT ON COLUMN org_categories.id IS 'The primary key.';
COMMENT ON COLUMN org_categories.organization_id IS 'The organization of the category.';
COMMENT ON COLUMN org_categories.name IS 'The name of the category.';
COMMENT ON COLUMN org_categories.parent_id IS 'The category that contains it.';
COMMENT ON CONSTRAINT org_categories_organization_id_parent_id_fkey ON org_categories IS 'a category with categories in it is emptied first';
COMMENT ON CONSTRAINT org_categories_name_max_len ON org_categories IS 'the name must have at most 100 characters';
COMMENT ON INDEX org_categories_organization_id_parent_id_idx IS 'Leads the reference of parent_id to org_categories.';
COMMENT ON FUNCTION public.peristyle_org_products_live() IS 'Refuses live rows of org_products that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_products_live_update() IS 'Refuses an update of org_products after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_products_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_products.';
COMMENT ON FUNCTION public.peristyle_org_products_delete_lock() IS 'Sets the time of a soft delete of a row of org_products, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_products_delete_settle() IS 'Completes a soft delete or a restore of a row of org_products, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_products IS 'A product of an organization.

Waived leakproof (I09): an organization has at most a few thousand products, which the index of the tenant finds';
COMMENT ON COLUMN org_products.id IS 'The primary key.';
COMMENT ON COLUMN org_products.organization_id IS 'The organization that sells it.';
COMMENT ON COLUMN org_products.sku IS 'The stock keeping unit.';
COMMENT ON COLUMN org_products.name IS 'The name for customers.';
COMMENT ON COLUMN org_products.description IS 'The description.';
COMMENT ON COLUMN org_products.price IS 'The price of one piece.';
COMMENT ON COLUMN org_products.stock IS 'The number of pieces.';
COMMENT ON COLUMN org_products.status IS 'The status.';
COMMENT ON COLUMN org_products.category_id IS 'The category.';
COMMENT ON COLUMN org_products.settings IS 'The settings.';
COMMENT ON COLUMN org_products.search IS 'The text search vector of name, description.';
COMMENT ON CONSTRAINT org_products_organization_id_category_id_fkey ON org_products IS 'a product outlives its category';
COMMENT ON CONSTRAINT org_products_price_check ON org_products IS 'the price must not be negative';
COMMENT ON CONSTRAINT org_products_stock_check ON org_products IS 'there are not enough pieces in stock';
COMMENT ON CONSTRAINT org_products_sku_max_len ON org_products IS 'the sku must have at most 100 characters';
COMMENT ON CONSTRAINT org_products_name_max_len ON org_products IS 'the name must have at most 255 characters';
COMMENT ON CONSTRAINT org_products_description_max_len ON org_products IS 'the description must have at most 10000 characters';
COMMENT ON INDEX org_products_organization_id_category_id_idx IS 'Leads the reference of category_id to org_categories.';
COMMENT ON FUNCTION public.peristyle_org_collections_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_collections.';
COMMENT ON FUNCTION public.peristyle_org_collections_delete_lock() IS 'Sets the time of a soft delete of a row of org_collections, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_collections_delete_settle() IS 'Completes a soft delete or a restore of a row of org_collections, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_collections IS 'A list of products that are shown together.';
COMMENT ON COLUMN org_collections.id IS 'The primary key.';
COMMENT ON COLUMN org_collections.organization_id IS 'The organization of the collection.';
COMMENT ON COLUMN org_collections.title IS 'The title.';
COMMENT ON CONSTRAINT org_collections_title_max_len ON org_collections IS 'the title must have at most 100 characters';
COMMENT ON FUNCTION public.peristyle_org_collection_products_live() IS 'Refuses live rows of org_collection_products that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_collection_products_live_update() IS 'Refuses an update of org_collection_products after which a live row refers to a soft-deleted row.';
COMMENT ON TABLE org_collection_products IS 'A product of a collection.';
COMMENT ON COLUMN org_collection_products.organization_id IS 'The organization of both.';
COMMENT ON COLUMN org_collection_products.collection_id IS 'The collection.';
COMMENT ON COLUMN org_collection_products.product_id IS 'The product.';
COMMENT ON CONSTRAINT org_collection_products_organization_id_collection_id_fkey ON org_collection_products IS 'the list goes with its collection';
COMMENT ON CONSTRAINT org_collection_products_organization_id_product_id_fkey ON org_collection_products IS 'a product that is gone is in no collection';
COMMENT ON INDEX org_collection_products_organization_id_product_id_9a3cf596_idx IS 'Leads the reference of product_id to org_products.';
COMMENT ON FUNCTION public.peristyle_org_customers_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_customers.';
COMMENT ON FUNCTION public.peristyle_org_customers_delete_lock() IS 'Sets the time of a soft delete of a row of org_customers, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_customers_delete_settle() IS 'Completes a soft delete or a restore of a row of org_customers, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_customers IS 'Someone who buys from an organization.';
COMMENT ON COLUMN org_customers.id IS 'The primary key.';
COMMENT ON COLUMN org_customers.organization_id IS 'The organization that sells to the customer.';
COMMENT ON COLUMN org_customers.name IS 'The name of the customer.';
COMMENT ON COLUMN org_customers.email IS 'The email address.';
COMMENT ON CONSTRAINT org_customers_name_max_len ON org_customers IS 'the name must have at most 255 characters';
COMMENT ON CONSTRAINT org_customers_email_max_len ON org_customers IS 'the email must have at most 320 characters';
COMMENT ON FUNCTION public.peristyle_org_orders_live() IS 'Refuses live rows of org_orders that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_orders_live_update() IS 'Refuses an update of org_orders after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_orders_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_orders.';
COMMENT ON FUNCTION public.peristyle_org_orders_delete_lock() IS 'Sets the time of a soft delete of a row of org_orders, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_orders_delete_rows() IS 'Soft-deletes and restores the rows that refer to a row of org_orders by cascade.';
COMMENT ON FUNCTION public.peristyle_org_orders_delete_settle() IS 'Completes a soft delete or a restore of a row of org_orders, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_orders IS 'An order of a customer.';
COMMENT ON COLUMN org_orders.id IS 'The primary key.';
COMMENT ON COLUMN org_orders.organization_id IS 'The organization that sells.';
COMMENT ON COLUMN org_orders.customer_id IS 'Who buys.';
COMMENT ON COLUMN org_orders.status IS 'The status.';
COMMENT ON COLUMN org_orders.total IS 'The sum of the lines.';
COMMENT ON CONSTRAINT org_orders_organization_id_customer_id_fkey ON org_orders IS 'the accounts need the customer of each order';
COMMENT ON INDEX org_orders_organization_id_customer_id_idx IS 'Leads the reference of customer_id to org_customers.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_live() IS 'Refuses live rows of org_order_lines that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_live_update() IS 'Refuses an update of org_order_lines after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_order_lines.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_delete_lock() IS 'Sets the time of a soft delete of a row of org_order_lines, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_delete_settle() IS 'Completes a soft delete or a restore of a row of org_order_lines, once all that follow it are deleted or restored.';
COMMENT ON TABLE org_order_lines IS 'A line of an order.';
COMMENT ON COLUMN org_order_lines.id IS 'The primary key.';
COMMENT ON COLUMN org_order_lines.organization_id IS 'The organization that sells.';
COMMENT ON COLUMN org_order_lines.order_id IS 'The order.';
COMMENT ON COLUMN org_order_lines.product_id IS 'The product.';
COMMENT ON COLUMN org_order_lines.quantity IS 'The number of pieces.';
COMMENT ON COLUMN org_order_lines.price IS 'The price of one piece when it was bought.';
COMMENT ON CONSTRAINT org_order_lines_organization_id_order_id_fkey ON org_order_lines IS 'a line is a part of its order';
COMMENT ON CONSTRAINT org_order_lines_organization_id_product_id_fkey ON org_order_lines IS 'a product that was sold is retired, not deleted';
COMMENT ON CONSTRAINT org_order_lines_quantity_check ON org_order_lines IS 'the quantity must be positive';
COMMENT ON INDEX org_order_lines_organization_id_order_id_idx IS 'Leads the reference of order_id to org_orders.';
COMMENT ON INDEX org_order_lines_organization_id_product_id_idx IS 'Leads the reference of product_id to org_products.';
COMMENT ON TABLE org_audit_entries IS 'What was done, for good: the database refuses to change or delete it.';
COMMENT ON COLUMN org_audit_entries.id IS 'The primary key.';
COMMENT ON COLUMN org_audit_entries.organization_id IS 'The organization in which it was done.';
COMMENT ON COLUMN org_audit_entries.actor IS 'Who did it: an API key or a token.';
COMMENT ON COLUMN org_audit_entries.action IS 'What was done, such as `order.place`.';
COMMENT ON COLUMN org_audit_entries.details IS 'The details.';
COMMENT ON CONSTRAINT org_audit_entries_actor_max_len ON org_audit_entries IS 'the actor must have at most 100 characters';
COMMENT ON CONSTRAINT org_audit_entries_action_max_len ON org_audit_entries IS 'the action must have at most 100 characters';
COMMENT ON TABLE org_jobs IS 'Something to do after a request.

Waived soft_delete (T03): a job is done or waits; done ones are purged by hand';
COMMENT ON COLUMN org_jobs.id IS 'The primary key.';
COMMENT ON COLUMN org_jobs.organization_id IS 'The organization that it is done for.';
COMMENT ON COLUMN org_jobs.task IS 'What is to be done.';
COMMENT ON COLUMN org_jobs.state IS 'The state.';
COMMENT ON COLUMN org_jobs.run_at IS 'Not before this time.';
COMMENT ON INDEX org_jobs_run_at_organization_id_idx IS 'Serves the look-up of tenants, which reads the rows of all of them.';
