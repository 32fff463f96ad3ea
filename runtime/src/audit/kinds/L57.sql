-- L57 history_privilege: a grant to write the versions that a trigger keeps.
SELECT schema, name,
    format('%s on `%s` is granted to `%s`: versions can be forged or deleted', type, name, trim('"' FROM grantee)),
    format('REVOKE %s ON %s FROM %s;', type, sql, grantee), NULL
FROM (
    SELECT DISTINCT relation.schema, relation.name, relation.sql, privilege.type, privilege.grantee
    FROM relation JOIN privilege ON privilege.relation = relation.oid
    WHERE privilege.type IN ('INSERT', 'UPDATE', 'DELETE') AND (
        SELECT count(*) FROM pg_attribute WHERE attrelid = relation.oid AND NOT attisdropped
            AND attname IN ('version_from', 'version_until', 'version_changed_by')
    ) = 3
) granted
