SELECT 'function', format('%s.%s', n.nspname, proname), NULL, jsonb_build_object(
    'arguments', pg_get_function_identity_arguments(p.oid), 'returns', pg_get_function_result(p.oid), 'owner', pg_get_userbyid(proowner),
    'settings', proconfig, 'volatility', provolatile, 'parallel', proparallel, 'strict', proisstrict,
    'execute', (SELECT jsonb_agg(CASE grantee WHEN 0 THEN 'public' ELSE pg_get_userbyid(grantee) END)
        FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE grantee <> proowner),
    'reads', (SELECT jsonb_agg(DISTINCT attname ORDER BY attname)
        FROM pg_depend d JOIN pg_attribute ON attrelid = d.refobjid AND attnum = d.refobjsubid
        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0))::text
FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
-- Functions of triggers are told by their triggers.
WHERE n.nspname = ANY ($1) AND prosecdef AND prorettype <> 'trigger'::regtype
