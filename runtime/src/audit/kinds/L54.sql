-- L54 inserted_timestamp: a grant to insert the timestamps of a row.
SELECT schema, name,
    format('INSERT of %s in `%s` is granted to `%s`: a row can be inserted with another time than its own', columns, name, trim('"' FROM grantee)),
    -- A grant on the table covers all its columns: it gives way to one on the others.
    CASE WHEN on_table THEN format('REVOKE INSERT ON %s FROM %s;%s', sql, grantee,
            CASE WHEN others IS NULL THEN '' ELSE format(' GRANT INSERT (%s) ON %s TO %s;', others, sql, grantee) END)
        ELSE format('REVOKE INSERT (%s) ON %s FROM %s;', replace(columns, '`', ''), sql, grantee) END,
    NULL
FROM (
    SELECT tenant.schema, tenant.name, tenant.sql, privilege.grantee, bool_or(privilege.attnum = 0) AS on_table,
        string_agg(DISTINCT format('`%I`', attribute.attname), ', ') FILTER (WHERE timed AND privilege.attnum IN (0, attribute.attnum)) AS columns,
        string_agg(DISTINCT quote_ident(attribute.attname), ', ')
            FILTER (WHERE NOT timed AND attribute.attgenerated = '' AND attribute.attidentity <> 'a') AS others
    FROM tenant
    JOIN privilege ON privilege.relation = tenant.oid AND privilege.type = 'INSERT'
    JOIN pg_attribute attribute ON attribute.attrelid = tenant.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
    CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM moment WHERE moment.relation = tenant.oid AND moment.attnum = attribute.attnum) AS timed) kept
    GROUP BY tenant.schema, tenant.name, tenant.sql, privilege.grantee
) granted
WHERE columns IS NOT NULL
