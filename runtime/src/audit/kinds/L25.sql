-- L25 foreign_table: a foreign table has no row level security.
SELECT schema, name, format('`%s` holds rows of tenants and is a foreign table, for which there is no row level security', name),
    (SELECT string_agg(DISTINCT format('REVOKE ALL ON %s FROM %s;', tenant.sql, grantee), ' ') FROM privilege WHERE relation = tenant.oid),
    NULL
FROM tenant WHERE kind = 'f' AND EXISTS (SELECT FROM privilege WHERE relation = tenant.oid)
