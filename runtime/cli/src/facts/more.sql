SELECT 'function', p.proname::text, NULL::text, pg_get_functiondef(p.oid) || coalesce(obj_description(p.oid, 'pg_proc'), '') || coalesce(p.proacl::text, '')
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY ($1)
UNION ALL
SELECT 'type right', t.typname::text, NULL, coalesce(t.typacl::text, '')
FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE n.nspname = ANY ($1) AND t.typtype IN ('e', 'd')
UNION ALL
SELECT 'child', c.relname::text, NULL, format('%s %s %s %s %s %s', c.relrowsecurity, c.relforcerowsecurity, c.relpersistence, c.reloptions,
    (SELECT string_agg(pg_get_expr(polqual, polrelid), ' ') FROM pg_policy WHERE polrelid = c.oid),
    (SELECT string_agg(tgname || tgenabled::text, ' ' ORDER BY tgname) FROM pg_trigger WHERE tgrelid = c.oid AND NOT tgisinternal))
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY ($1) AND c.relispartition AND c.relkind = 'r'
UNION ALL
SELECT 'child index', c.relname::text, NULL, format('%s %s', i.indisvalid, c.relispartition)
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE n.nspname = ANY ($1) AND t.relispartition
UNION ALL
SELECT 'sequence', c.relname::text, NULL, format('%s %s', s.data_type, c.relacl)
FROM pg_sequences s JOIN pg_class c ON c.relname = s.sequencename AND c.relkind = 'S' WHERE s.schemaname = ANY ($1)
UNION ALL
SELECT 'schema right', n.nspname::text, r.rolname::text, lower(privilege_type)
FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) JOIN pg_roles r ON r.oid = grantee
WHERE n.nspname = ANY ($1) AND grantee <> n.nspowner
