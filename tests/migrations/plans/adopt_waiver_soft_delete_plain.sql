-- `colours` has a new column `deleted_at`
-- `colours` changed its index `colours_title_key`: predicate
-- `colours` no longer has the waiver `soft_delete`

-- expand (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 1. create the function public.peristyle_colours_delete_statement()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_colours_delete_statement() RETURNS trigger
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

-- 2. create the function public.peristyle_colours_delete_lock()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_colours_delete_lock() RETURNS trigger
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
            MESSAGE = 'rows of colours are soft-deleted at READ COMMITTED only',
            HINT = 'At this level, rows that refer to them are not seen if they were committed after the first statement.';
    END IF;
    PERFORM FROM colours AS t WHERE t.id = OLD.id FOR UPDATE;
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

-- 3. create the function public.peristyle_colours_delete_settle()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_colours_delete_settle() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp
    SET enable_seqscan = off
AS $$
BEGIN
    IF TG_TABLE_SCHEMA <> 'public' THEN
        PERFORM set_config('search_path', format('pg_catalog, %I, pg_temp', TG_TABLE_SCHEMA), true);
    END IF;
    IF NOT EXISTS (
        SELECT FROM colours AS t WHERE t.id = NEW.id AND t.deleted_at IS NOT DISTINCT FROM NEW.deleted_at
    ) THEN
        RETURN NULL;
    END IF;
    IF NEW.deleted_at IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN NULL;
END
$$;

-- 4. create the function public.peristyle_author_colours_live()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_author_colours_live() RETURNS trigger
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
        (SELECT t.deleted_at FROM colours AS t WHERE t.id = r.colour_id) IS NOT NULL
    )) THEN
        RETURN NULL;
    END IF;
    refused := CASE
        WHEN EXISTS (SELECT FROM peristyle_inserted AS r WHERE (SELECT t.deleted_at FROM colours AS t WHERE t.id = r.colour_id) IS NOT NULL) THEN 1
    END;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'author_colours', CONSTRAINT = 'author_colours_colour_id_fkey',
            MESSAGE = 'a live row of author_colours refers to a soft-deleted row of colours';
    END IF;
    RETURN NULL;
END
$$;

-- 5. create the function public.peristyle_author_colours_live_update()
--    lock: none on a table with rows; rewrites: no; reads all rows: no
CREATE FUNCTION public.peristyle_author_colours_live_update() RETURNS trigger
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
    IF OLD.colour_id IS DISTINCT FROM NEW.colour_id THEN
        SELECT t.deleted_at IS NOT NULL INTO gone FROM colours AS t
            WHERE t.id = NEW.colour_id FOR KEY SHARE;
        IF gone THEN
            refused := 1;
        END IF;
    END IF;
    IF refused = 1 THEN
        RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation',
            SCHEMA = TG_TABLE_SCHEMA, TABLE = 'author_colours', CONSTRAINT = 'author_colours_colour_id_fkey',
            MESSAGE = 'a live row of author_colours refers to a soft-deleted row of colours';
    END IF;
    RETURN NULL;
END
$$;

-- 6. add the column `deleted_at` to `colours`
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
ALTER TABLE colours ADD COLUMN deleted_at timestamptz;

-- 7. create the trigger peristyle_delete_begin of colours
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_begin
    BEFORE UPDATE OF deleted_at ON colours
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_colours_delete_statement();

-- 8. create the trigger peristyle_delete_end of colours
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_end
    AFTER UPDATE OF deleted_at ON colours
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_colours_delete_statement();

-- 9. create the trigger peristyle_delete_lock of colours
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_delete_lock
    BEFORE UPDATE OF deleted_at ON colours
    FOR EACH ROW
    WHEN (NEW.deleted_at IS NOT NULL AND OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)
    EXECUTE FUNCTION public.peristyle_colours_delete_lock();

-- 10. create the trigger peristyle_delete_settle of colours
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE CONSTRAINT TRIGGER peristyle_delete_settle
    AFTER UPDATE OF deleted_at ON colours
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW
    WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION public.peristyle_colours_delete_settle();

-- 11. create the trigger peristyle_live_insert of author_colours
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_insert
    AFTER INSERT ON author_colours
    REFERENCING NEW TABLE AS peristyle_inserted
    FOR EACH STATEMENT
    EXECUTE FUNCTION public.peristyle_author_colours_live();

-- 12. create the trigger peristyle_live_update of author_colours
--    lock: SHARE ROW EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
CREATE TRIGGER peristyle_live_update
    AFTER UPDATE OF colour_id ON author_colours
    FOR EACH ROW
    WHEN (OLD.colour_id IS DISTINCT FROM NEW.colour_id AND NEW.colour_id IS NOT NULL)
    EXECUTE FUNCTION public.peristyle_author_colours_live_update();

-- 13. grant rights on colours
--    lock: none on a table with rows; rewrites: no; reads all rows: no
GRANT SELECT, INSERT (id, title), UPDATE (title, updated_at, deleted_at)
    ON colours TO shop_app;

-- 14. comments
--    lock: SHARE UPDATE EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
COMMENT ON FUNCTION public.peristyle_colours_delete_statement() IS 'Begins and completes a soft delete or a restore of rows of colours.';
COMMENT ON FUNCTION public.peristyle_colours_delete_lock() IS 'Sets the time of a soft delete of a row of colours, and locks the row against new rows that refer to it.';
COMMENT ON FUNCTION public.peristyle_colours_delete_settle() IS 'Completes a soft delete or a restore of a row of colours, once all that follow it are deleted or restored.';
COMMENT ON TABLE colours IS 'A colour, the same for every shop.';
COMMENT ON FUNCTION public.peristyle_author_colours_live() IS 'Refuses live rows of author_colours that refer to a soft-deleted row.';
COMMENT ON FUNCTION public.peristyle_author_colours_live_update() IS 'Refuses an update of author_colours after which a live row refers to a soft-deleted row.';

-- build_index (no transaction)
-- 15. build the index `colours_title_key` of `colours` anew
--    lock: SHARE UPDATE EXCLUSIVE, while the rows are read; rewrites: no; reads all rows: yes
--    if it fails, drop the invalid index that it leaves before it is run again; rows that are in the way: SELECT title, count(*) FROM colours WHERE deleted_at IS NULL GROUP BY title HAVING count(*) > 1;
CREATE UNIQUE INDEX CONCURRENTLY colours_title_key_new
    ON colours (title)
    WHERE deleted_at IS NULL;

-- finish (a transaction)
SET LOCAL lock_timeout = '3s';
SET LOCAL statement_timeout = '60s';
-- A query that row security would filter is an error.
SET LOCAL row_security = off;
SET CONSTRAINTS ALL IMMEDIATE;

-- 16. put the new index `colours_title_key` of `colours` in the place of the old one
--    lock: ACCESS EXCLUSIVE, for a moment; rewrites: no; reads all rows: no
DROP INDEX colours_title_key;
ALTER INDEX colours_title_key_new RENAME TO colours_title_key;

-- 17. grant rights on colours
--    lock: none on a table with rows; rewrites: no; reads all rows: no
--    the running version loses the rights that it no longer needs
REVOKE ALL ON colours FROM shop_app;
GRANT SELECT, INSERT (id, title), UPDATE (title, updated_at, deleted_at)
    ON colours TO shop_app;
