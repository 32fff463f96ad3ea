-- Written by peristyle from a change of the structs. A file that is written is not changed any more: plan another migration.

SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. write the triggers of soft deletes again
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    this version of peristyle emits another text, revision 4 in place of 3: a statement of a trigger that soft-deletes in several tables is one delete, and so is one after the clock was set back
CREATE OR REPLACE FUNCTION public.peristyle_users_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_users_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
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
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_users_delete_rows() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_users_delete_settle() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_memberships_live() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_memberships_live_update() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_memberships_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_memberships_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_memberships_delete_settle() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_categories_live() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_categories_live_update() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_categories_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_categories_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
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
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_categories_delete_settle() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_products_live() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_products_live_update() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
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
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_products_delete_settle() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_collections_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_collections_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
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
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_collections_delete_settle() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_collection_products_live() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_collection_products_live_update() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_customers_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_customers_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
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
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_customers_delete_settle() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_orders_live() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_orders_live_update() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_orders_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_orders_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
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
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_orders_delete_rows() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_orders_delete_settle() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_order_lines_live() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_order_lines_live_update() RETURNS trigger
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
CREATE OR REPLACE FUNCTION public.peristyle_org_order_lines_delete_statement() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1 THEN
        RETURN NULL;
    END IF;
    IF TG_WHEN = 'BEFORE' THEN
        IF current_setting('peristyle.deleted_at', true) <> ''
            AND current_setting('peristyle.deleted_at', true) COLLATE "C" BETWEEN extract(epoch FROM statement_timestamp())::text
                AND extract(epoch FROM clock_timestamp())::text || '|'
        THEN
            PERFORM set_config('peristyle.deleted_at', current_setting('peristyle.deleted_at') || CASE WHEN rtrim(current_setting('peristyle.deleted_at')) LIKE '%@' || pg_trigger_depth()
                THEN ' ' ELSE '/' || extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth() END, true);
        ELSE
            PERFORM set_config('peristyle.deleted_at', extract(epoch FROM clock_timestamp())::text || '@' || pg_trigger_depth(), true);
        END IF;
        SET CONSTRAINTS peristyle_delete_settle DEFERRED;
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '% ' THEN
        PERFORM set_config('peristyle.deleted_at', left(current_setting('peristyle.deleted_at'), -1), true);
    ELSIF current_setting('peristyle.deleted_at', true) LIKE '%/%' THEN
        PERFORM set_config('peristyle.deleted_at', regexp_replace(current_setting('peristyle.deleted_at'), '/[^/]*$', ''), true);
    ELSE
        PERFORM set_config('peristyle.deleted_at', '', true);
        SET CONSTRAINTS peristyle_delete_settle IMMEDIATE;
    END IF;
    RETURN NULL;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_order_lines_delete_lock() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $peristyle$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF OLD.deleted_at IS NOT NULL THEN
        NEW.deleted_at := OLD.deleted_at;
        RETURN NEW;
    END IF;
    IF NOT (coalesce(current_setting('peristyle.cascade', true), '') = 'on' AND pg_trigger_depth() > 1) THEN
        NEW.deleted_at := to_timestamp(substring(current_setting('peristyle.deleted_at', true) FROM '([0-9.]+)[^/]*$')::float8);
    END IF;
    IF (NEW.deleted_at BETWEEN least(now(), clock_timestamp()) - interval '1 second'
        AND greatest(now(), clock_timestamp()) + interval '1 second') IS NOT TRUE
    THEN
        NEW.deleted_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$peristyle$;
CREATE OR REPLACE FUNCTION public.peristyle_org_order_lines_delete_settle() RETURNS trigger
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
COMMENT ON FUNCTION public.peristyle_users_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of users.';
COMMENT ON FUNCTION public.peristyle_users_delete_lock() IS 'Sets the time of a soft delete of a row of users, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_users_delete_rows() IS 'Soft-deletes and restores the rows that refer to a row of users by cascade.';
COMMENT ON FUNCTION public.peristyle_users_delete_settle() IS 'Completes a soft delete or a restore of a row of users, once all that follow it are deleted or restored.';
COMMENT ON FUNCTION public.peristyle_org_memberships_live() IS 'Refuses live rows of org_memberships that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_memberships_live_update() IS 'Refuses an update of org_memberships after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_memberships_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_memberships.';
COMMENT ON FUNCTION public.peristyle_org_memberships_delete_lock() IS 'Sets the time of a soft delete of a row of org_memberships, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_memberships_delete_settle() IS 'Completes a soft delete or a restore of a row of org_memberships, once all that follow it are deleted or restored.';
COMMENT ON FUNCTION public.peristyle_org_categories_live() IS 'Refuses live rows of org_categories that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_categories_live_update() IS 'Refuses an update of org_categories after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_categories_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_categories.';
COMMENT ON FUNCTION public.peristyle_org_categories_delete_lock() IS 'Sets the time of a soft delete of a row of org_categories, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_categories_delete_settle() IS 'Completes a soft delete or a restore of a row of org_categories, once all that follow it are deleted or restored.';
COMMENT ON FUNCTION public.peristyle_org_products_live() IS 'Refuses live rows of org_products that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_products_live_update() IS 'Refuses an update of org_products after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_products_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_products.';
COMMENT ON FUNCTION public.peristyle_org_products_delete_lock() IS 'Sets the time of a soft delete of a row of org_products, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_products_delete_settle() IS 'Completes a soft delete or a restore of a row of org_products, once all that follow it are deleted or restored.';
COMMENT ON FUNCTION public.peristyle_org_collections_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_collections.';
COMMENT ON FUNCTION public.peristyle_org_collections_delete_lock() IS 'Sets the time of a soft delete of a row of org_collections, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_collections_delete_settle() IS 'Completes a soft delete or a restore of a row of org_collections, once all that follow it are deleted or restored.';
COMMENT ON FUNCTION public.peristyle_org_collection_products_live() IS 'Refuses live rows of org_collection_products that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_collection_products_live_update() IS 'Refuses an update of org_collection_products after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_customers_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_customers.';
COMMENT ON FUNCTION public.peristyle_org_customers_delete_lock() IS 'Sets the time of a soft delete of a row of org_customers, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_customers_delete_settle() IS 'Completes a soft delete or a restore of a row of org_customers, once all that follow it are deleted or restored.';
COMMENT ON FUNCTION public.peristyle_org_orders_live() IS 'Refuses live rows of org_orders that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_orders_live_update() IS 'Refuses an update of org_orders after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_orders_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_orders.';
COMMENT ON FUNCTION public.peristyle_org_orders_delete_lock() IS 'Sets the time of a soft delete of a row of org_orders, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_orders_delete_rows() IS 'Soft-deletes and restores the rows that refer to a row of org_orders by cascade.';
COMMENT ON FUNCTION public.peristyle_org_orders_delete_settle() IS 'Completes a soft delete or a restore of a row of org_orders, once all that follow it are deleted or restored.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_live() IS 'Refuses live rows of org_order_lines that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_live_update() IS 'Refuses an update of org_order_lines after which a live row refers to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of org_order_lines.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_delete_lock() IS 'Sets the time of a soft delete of a row of org_order_lines, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_org_order_lines_delete_settle() IS 'Completes a soft delete or a restore of a row of org_order_lines, once all that follow it are deleted or restored.';
DROP FUNCTION IF EXISTS public.peristyle_users_live();
DROP FUNCTION IF EXISTS public.peristyle_users_live_update();
DROP FUNCTION IF EXISTS public.peristyle_users_delete_key();
DROP FUNCTION IF EXISTS public.peristyle_org_memberships_delete_rows();
DROP FUNCTION IF EXISTS public.peristyle_org_memberships_delete_key();
DROP FUNCTION IF EXISTS public.peristyle_org_categories_delete_rows();
DROP FUNCTION IF EXISTS public.peristyle_org_categories_delete_key();
DROP FUNCTION IF EXISTS public.peristyle_org_products_delete_rows();
DROP FUNCTION IF EXISTS public.peristyle_org_products_delete_key();
DROP FUNCTION IF EXISTS public.peristyle_org_collections_live();
DROP FUNCTION IF EXISTS public.peristyle_org_collections_live_update();
DROP FUNCTION IF EXISTS public.peristyle_org_collections_delete_rows();
DROP FUNCTION IF EXISTS public.peristyle_org_collections_delete_key();
DROP FUNCTION IF EXISTS public.peristyle_org_collection_products_delete_lock();
DROP FUNCTION IF EXISTS public.peristyle_org_collection_products_delete_rows();
DROP FUNCTION IF EXISTS public.peristyle_org_collection_products_delete_settle();
DROP FUNCTION IF EXISTS public.peristyle_org_collection_products_delete_key();
DROP FUNCTION IF EXISTS public.peristyle_org_collection_products_delete_statement();
DROP FUNCTION IF EXISTS public.peristyle_org_customers_live();
DROP FUNCTION IF EXISTS public.peristyle_org_customers_live_update();
DROP FUNCTION IF EXISTS public.peristyle_org_customers_delete_rows();
DROP FUNCTION IF EXISTS public.peristyle_org_customers_delete_key();
DROP FUNCTION IF EXISTS public.peristyle_org_orders_delete_key();
DROP FUNCTION IF EXISTS public.peristyle_org_order_lines_delete_rows();
DROP FUNCTION IF EXISTS public.peristyle_org_order_lines_delete_key();
