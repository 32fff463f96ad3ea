-- L59 counter_privilege: a grant to write the last numbers of tenants, which triggers count.
SELECT schema, name,
    format('%s on `%s` is granted to `%s`: numbers can be left out, or be refused as used', type, name, trim('"' FROM grantee)),
    format('REVOKE %s ON %s FROM %s;', type, sql, grantee), NULL
FROM (
    SELECT DISTINCT counter.schema, counter.name, counter.sql, privilege.type, privilege.grantee
    FROM counter JOIN privilege ON privilege.relation = counter.oid
    WHERE privilege.type IN ('INSERT', 'UPDATE', 'DELETE')
) granted
