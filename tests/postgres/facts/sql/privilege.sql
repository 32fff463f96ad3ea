SELECT 'privilege', of, NULL, jsonb_build_object('role', r.rolname, 'privilege', lower(privilege_type))::text
FROM relation CROSS JOIN LATERAL aclexplode(relacl) JOIN pg_roles r ON r.oid = grantee
WHERE grantee <> relowner
UNION ALL
SELECT 'privilege', of, NULL, jsonb_build_object(
    'role', r.rolname, 'privilege', lower(privilege_type), 'columns', jsonb_agg(attname ORDER BY attnum))::text
FROM relation JOIN pg_attribute ON attrelid = relation.oid CROSS JOIN LATERAL aclexplode(attacl) JOIN pg_roles r ON r.oid = grantee
GROUP BY of, r.rolname, privilege_type
