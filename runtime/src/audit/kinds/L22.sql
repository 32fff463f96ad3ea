-- L22 tenant_nullable: a row may belong to nobody.
SELECT schema, name,
    format('`%s` of `%s` may be NULL: the row is nobody''s, and its references are not checked', tenant, name),
    format('ALTER TABLE %s ALTER COLUMN %s SET NOT NULL;', sql, tenant), NULL
FROM tenant WHERE nullable
