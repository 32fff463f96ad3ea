SELECT 'row_security', of, NULL, jsonb_build_object('enabled', relrowsecurity, 'forced', relforcerowsecurity)::text
FROM relation
UNION ALL
SELECT 'policy', of, polname::text, jsonb_build_object(
    'command', CASE polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' ELSE 'all' END,
    'permissive', polpermissive, 'using', pg_get_expr(polqual, polrelid), 'with_check', pg_get_expr(polwithcheck, polrelid),
    'roles', (SELECT jsonb_agg(coalesce(rolname, 'public') ORDER BY coalesce(rolname, 'public')) FROM unnest(polroles) role (id) LEFT JOIN pg_roles r ON r.oid = id))::text
FROM relation JOIN pg_policy ON polrelid = relation.oid
