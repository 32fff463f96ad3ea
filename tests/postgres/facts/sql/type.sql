SELECT 'enum', format('%s.%s', n.nspname, t.typname), NULL, jsonb_agg(enumlabel ORDER BY enumsortorder)::text
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
WHERE n.nspname = ANY ($1) AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
GROUP BY n.nspname, t.typname
UNION ALL
SELECT 'domain', format('%s.%s', n.nspname, t.typname), NULL, jsonb_build_object(
    'base', format_type(t.typbasetype, t.typtypmod), 'not_null', t.typnotnull, 'default', t.typdefault,
    'checks', (SELECT jsonb_agg(pg_get_expr(conbin, 0) ORDER BY conname) FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'))::text
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'd' AND n.nspname = ANY ($1) AND NOT EXISTS (
    SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
