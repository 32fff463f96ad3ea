-- L56 bypassing_writer: a role for reports or purges may do more than those need.
SELECT NULL, rolname, format('`%s` bypasses row level security and %s: a role for reports only reads, one for purges also deletes', rolname, excess.text), excess.mend, NULL
FROM pg_roles role
CROSS JOIN LATERAL (
    SELECT format('%s `%s`', CASE type WHEN 'INSERT' THEN 'inserts into' WHEN 'UPDATE' THEN 'updates' ELSE 'has ' || type || ' on' END, name) AS text,
        format('REVOKE %s ON %s FROM %I;', type, sql, role.rolname) AS mend
    FROM (
        SELECT tenant.name, tenant.sql, acl.privilege_type AS type
        FROM tenant CROSS JOIN aclexplode(tenant.acl) acl
        WHERE acl.grantee = role.oid AND acl.privilege_type NOT IN ('SELECT', 'DELETE', 'MAINTAIN')
        UNION
        SELECT tenant.name, tenant.sql, acl.privilege_type
        FROM tenant JOIN pg_attribute attribute ON attribute.attrelid = tenant.oid CROSS JOIN aclexplode(attribute.attacl) acl
        WHERE acl.grantee = role.oid AND acl.privilege_type <> 'SELECT'
    ) granted
    WHERE NOT EXISTS (SELECT FROM tenant WHERE tenant.owner = role.oid)
    UNION ALL
    SELECT 'owns ' || (SELECT string_agg(format('`%s`', tenant.name), ', ' ORDER BY tenant.name) FROM tenant WHERE tenant.owner = role.oid), NULL
    WHERE EXISTS (SELECT FROM tenant WHERE tenant.owner = role.oid)
    UNION ALL
    SELECT format('has %s', attribute.name), format('ALTER ROLE %I NO%s;', role.rolname, attribute.name)
    FROM (VALUES (role.rolcreaterole, 'CREATEROLE'), (role.rolreplication, 'REPLICATION')) AS attribute(is_set, name)
    WHERE attribute.is_set
    UNION ALL
    SELECT format('is a member of `%s`', audited.rolname), format('REVOKE %I FROM %I;', audited.rolname, role.rolname)
    FROM audited JOIN pg_auth_members member ON member.roleid = audited.oid AND member.member = role.oid
) excess
WHERE role.rolbypassrls AND NOT role.rolsuper AND role.rolname !~ '^pg_'
    -- What the audited role may become is L42.
    AND NOT EXISTS (SELECT FROM reach WHERE reach.oid = role.oid)
    -- A role without rights on tables of tenants, such as one for backups of another schema, is none of these.
    AND EXISTS (
        SELECT FROM tenant WHERE tenant.owner = role.oid
            OR EXISTS (SELECT FROM aclexplode(tenant.acl) acl WHERE acl.grantee = role.oid)
            OR EXISTS (
                SELECT FROM pg_attribute attribute CROSS JOIN aclexplode(attribute.attacl) acl
                WHERE attribute.attrelid = tenant.oid AND acl.grantee = role.oid
            )
    )
