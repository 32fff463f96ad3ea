SELECT 'schema', nspname::text, NULL::text, nspname::text, json_build_object('ident', quote_ident(nspname),
    'facts', json_build_object(
        'grants', (SELECT json_object_agg(role, privileges) FROM (
            SELECT coalesce(r.rolname, 'public') AS role, json_agg(privilege_type ORDER BY privilege_type) AS privileges
            FROM aclexplode(nspacl) LEFT JOIN pg_roles r ON r.oid = grantee
            -- Who may use `public` is a setting of the server, not of a schema.
            WHERE grantee <> nspowner AND grantee <> 0 GROUP BY 1) one)))::text, NULL::text
FROM namespace
