-- L51 fixed_column: a grant to change the tenant, the key or the time of creation.
SELECT schema, name, format('UPDATE of %s in `%s` is granted to `%s`: a row keeps its tenant, its key and its time', columns, name, trim('"' FROM grantee)),
    -- A grant on the table covers all its columns: it gives way to one on the others.
    CASE WHEN whole THEN format('REVOKE UPDATE ON %s FROM %s;%s', sql, grantee,
            CASE WHEN others IS NULL THEN '' ELSE format(' GRANT UPDATE (%s) ON %s TO %s;', others, sql, grantee) END)
        ELSE format('REVOKE UPDATE (%s) ON %s FROM %s;', replace(columns, '`', ''), sql, grantee) END,
    NULL
FROM (
    SELECT tenant.schema, tenant.name, tenant.sql, privilege.grantee, bool_or(privilege.attnum = 0) AS whole,
        string_agg(DISTINCT format('`%I`', attribute.attname), ', ') FILTER (WHERE fixed AND privilege.attnum IN (0, attribute.attnum)) AS columns,
        string_agg(DISTINCT quote_ident(attribute.attname), ', ') FILTER (WHERE NOT fixed AND attribute.attgenerated = '') AS others
    FROM tenant
    JOIN privilege ON privilege.relation = tenant.oid AND privilege.type = 'UPDATE'
    JOIN pg_attribute attribute ON attribute.attrelid = tenant.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
    LEFT JOIN pg_index key ON key.indrelid = tenant.oid AND key.indisprimary
    CROSS JOIN LATERAL (
        SELECT EXISTS (SELECT FROM moment WHERE moment.relation = tenant.oid AND moment.attnum = attribute.attnum AND field = 'created_at') OR attribute.attnum = tenant.attnum
            OR attribute.attnum = ANY (string_to_array(key.indkey::text, ' ')::int2[]) IS TRUE AS fixed
    ) kept
    GROUP BY tenant.schema, tenant.name, tenant.sql, privilege.grantee
) granted
WHERE columns IS NOT NULL
