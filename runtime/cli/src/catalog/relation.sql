-- In front of every other query: the schemas, and the tables and partitions in them. What an extension owns is left out; `OFFSET 0` makes that a look-up for
-- each object of the schemas, where PostgreSQL would read all dependencies first. Comments are read from their table: a call of `obj_description` costs ten times as much.
WITH namespace AS (
    SELECT oid, nspname, nspacl, nspowner FROM pg_namespace WHERE nspname = ANY ($1)
), relation AS (
    SELECT c.*, n.nspname, format('%I.%I', n.nspname, c.relname) AS ident
    FROM pg_class c JOIN namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f') AND c.relnamespace = ANY (ARRAY(SELECT oid FROM namespace))
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e' OFFSET 0)
)
