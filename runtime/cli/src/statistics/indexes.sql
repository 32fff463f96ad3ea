SELECT format('%s.%s', w.schema, w.name), w.schema, i.relname::text,
    CASE WHEN leaf.unknown THEN NULL ELSE leaf.rows END, coalesce(leaf.pages, 0), coalesce(leaf.all_visible, 0)
FROM unnest($1::text[], $2::text[]) AS w (schema, name)
JOIN pg_namespace n ON n.nspname = w.schema
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name AND c.relkind IN ('r', 'p')
JOIN pg_index x ON x.indrelid = c.oid AND x.indisvalid
JOIN pg_class i ON i.oid = x.indexrelid
CROSS JOIN LATERAL (
    SELECT bool_and(l.reltuples < 0) AS unknown, sum(greatest(l.reltuples, 0)::int8)::int8 AS rows, sum(l.relpages)::int8 AS pages, 0::int8 AS all_visible
    FROM pg_class l
    WHERE l.oid = i.oid AND i.relkind = 'i' OR l.oid IN (SELECT relid FROM pg_partition_tree(i.oid) WHERE isleaf AND i.relkind = 'I')
) AS leaf
ORDER BY format('%s.%s', w.schema, w.name) COLLATE "C", i.relname COLLATE "C"
