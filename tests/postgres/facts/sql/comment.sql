SELECT 'comment', of, NULL, jsonb_build_object('on', object, 'text', text)::text
FROM relation CROSS JOIN LATERAL (
    SELECT 'table', obj_description(relation.oid, 'pg_class')
    UNION ALL
    SELECT format('column %s', attname), col_description(relation.oid, attnum) FROM pg_attribute WHERE attrelid = relation.oid AND attnum > 0
    UNION ALL
    SELECT format('constraint %s', conname), obj_description(k.oid, 'pg_constraint') FROM pg_constraint k WHERE conrelid = relation.oid
    UNION ALL
    SELECT format('index %s', c.relname), obj_description(c.oid, 'pg_class') FROM pg_index JOIN pg_class c ON c.oid = indexrelid WHERE indrelid = relation.oid
) comments (object, text)
WHERE text IS NOT NULL
UNION ALL
SELECT 'comment', format('%s.%s', n.nspname, t.typname), NULL, jsonb_build_object('on', 'type', 'text', d.description)::text
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_type'::regclass
WHERE n.nspname = ANY ($1)
