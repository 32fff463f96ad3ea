-- L50 table_privilege: a privilege on a table that row security does not hold.
SELECT schema, name,
    format('%s on `%s` is granted to `%s`: %s', type, name, trim('"' FROM grantee), CASE type
        WHEN 'TRUNCATE' THEN 'it empties the table for all tenants'
        WHEN 'REFERENCES' THEN 'a reference of its own tells which rows other tenants have'
        ELSE 'a trigger of its own runs in the transactions of other tenants' END),
    format('REVOKE %s ON %s FROM %s;', type, sql, grantee), NULL
FROM (
    SELECT DISTINCT tenant.schema, tenant.name, tenant.sql, type, grantee
    FROM privilege JOIN tenant ON tenant.oid = privilege.relation
    WHERE type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER')
) granted
