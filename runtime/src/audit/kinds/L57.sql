-- L57 history_privilege: a grant to write the versions that a trigger keeps.
SELECT schema, name,
    format('%s on `%s` is granted to `%s`: versions can be forged or deleted', type, name, trim('"' FROM grantee)),
    format('REVOKE %s ON %s FROM %s;', type, sql, grantee), NULL
FROM (
    SELECT DISTINCT version.schema, version.name, version.sql, privilege.type, privilege.grantee
    FROM version JOIN privilege ON privilege.relation = version.oid
    WHERE privilege.type IN ('INSERT', 'UPDATE', 'DELETE')
) granted
