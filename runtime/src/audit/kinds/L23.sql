-- L23 tenant_missing: a table refers to rows of tenants and does not say whose its own are.
SELECT tenant.schema, tenant.name,
    format('`%s` refers to `%s`, whose rows belong to tenants, and has no column that says whose its own are', tenant.name, target.name),
    format('ALTER TABLE %1$s NO FORCE ROW LEVEL SECURITY; ALTER TABLE %2$s ADD COLUMN %3$I uuid; '
            'UPDATE %2$s child SET %3$I = parent.%4$s FROM %1$s parent WHERE %5$s; ALTER TABLE %2$s ALTER COLUMN %3$I SET NOT NULL;%6$s',
        target.sql, tenant.sql, tenant.tail, target.tenant,
        (SELECT string_agg(format('child.%I = parent.%I', own.attname, theirs.attname), ' AND ')
            FROM unnest(reference.conkey, reference.confkey) AS pair(own, theirs)
            JOIN pg_attribute own ON own.attrelid = tenant.oid AND own.attnum = pair.own
            JOIN pg_attribute theirs ON theirs.attrelid = target.oid AND theirs.attnum = pair.theirs),
        CASE WHEN target.forced THEN format(' ALTER TABLE %s FORCE ROW LEVEL SECURITY;', target.sql) ELSE '' END),
    NULL
FROM tenant
JOIN LATERAL (
    SELECT * FROM reference WHERE reference.conrelid = tenant.oid
        AND EXISTS (SELECT FROM tenant target WHERE target.oid = reference.confrelid)
    ORDER BY reference.conname LIMIT 1
) reference ON true
JOIN tenant target ON target.oid = reference.confrelid
WHERE tenant.tenant IS NULL
