SELECT format('%s.%s', w.schema, w.name), has_table_privilege(c.oid, 'SELECT'), row_security_active(c.oid),
    CASE WHEN leaf.unknown THEN NULL ELSE leaf.rows END, coalesce(leaf.pages, 0), coalesce(leaf.all_visible, 0)
FROM unnest($1::text[], $2::text[]) AS w (schema, name)
JOIN pg_namespace n ON n.nspname = w.schema
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name AND c.relkind IN ('r', 'p')
CROSS JOIN LATERAL (
    SELECT bool_and(l.reltuples < 0) AS unknown, sum(greatest(l.reltuples, 0)::int8)::int8 AS rows, sum(l.relpages)::int8 AS pages,
        sum(l.relallvisible)::int8 AS all_visible
    FROM pg_class l
    WHERE l.oid = c.oid AND c.relkind = 'r' OR l.oid IN (SELECT relid FROM pg_partition_tree(c.oid) WHERE isleaf AND c.relkind = 'p')
) AS leaf
ORDER BY format('%s.%s', w.schema, w.name) COLLATE "C"
