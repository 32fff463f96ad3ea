-- In front of every other query: the schemas, and the tables and partitions in them. What an extension owns is left out.
WITH namespace AS (
    SELECT oid, nspname, nspacl, nspowner FROM pg_namespace WHERE nspname = ANY ($1)
), extension_object AS (
    SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), relation AS (
    SELECT c.*, n.nspname, format('%I.%I', n.nspname, c.relname) AS ident
    FROM pg_class c JOIN namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f')
        AND NOT EXISTS (SELECT FROM extension_object e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid)
)
