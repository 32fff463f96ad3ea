-- L10 row_security: a table of a tenant has no row level security.
SELECT schema, name, format('`%s` belongs to tenants and has row level security switched off', name),
    format('ALTER TABLE %1$s ENABLE ROW LEVEL SECURITY; ALTER TABLE %1$s FORCE ROW LEVEL SECURITY;', sql)
        || CASE WHEN EXISTS (SELECT FROM policy WHERE policy.oid = guarded.oid AND sound AND command = '*') THEN '' ELSE ' ' || renew END,
    substring(comment from 'Waived row_security \(P02\): ([^\n]*)')
FROM guarded WHERE NOT secured
