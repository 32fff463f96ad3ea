-- L52 schema_privilege: the role may make objects beside the tables.
SELECT NULL, space.nspname,
    format('CREATE on the schema `%s` is granted to `%s`: what it makes there can stand in for what others call', space.nspname, trim('"' FROM grantee.name)),
    format('REVOKE CREATE ON SCHEMA %I FROM %s;', space.nspname, grantee.name), NULL
FROM pg_namespace space
CROSS JOIN aclexplode(space.nspacl) acl JOIN grantee ON grantee.oid = acl.grantee
WHERE acl.privilege_type = 'CREATE' AND acl.grantee <> space.nspowner
    AND space.oid IN (SELECT space FROM tenant UNION SELECT space FROM context)
