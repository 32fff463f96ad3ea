-- In front of every other query: the tables of the schemas. Children of partitioned ones stand with their parent, what an extension owns is left out.
WITH relation AS (
    SELECT c.oid, format('%s.%s', n.nspname, c.relname) AS of, c.relkind, c.relpersistence, c.reloptions, c.relrowsecurity,
        c.relforcerowsecurity, c.relowner, c.relacl
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname = ANY ($1) AND NOT EXISTS (
        SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
)
