-- L45 owner: the role owns what guards the tenants, and can take it away.
SELECT owned.schema, owned.name, format('%s owns the %s `%s`, and may change or drop what guards it', reach.said, owned.kind, owned.name),
    CASE
        WHEN NOT reach.itself THEN reach.leave
        WHEN heir.rolname IS NOT NULL THEN format('ALTER %s %s OWNER TO %I;', upper(owned.kind), owned.sql, heir.rolname)
    END, NULL
FROM (
    SELECT schema, name, sql, owner, 'table' AS kind FROM tenant
    UNION SELECT schema, name, sql, owner, 'table' FROM branch
    UNION SELECT schema, name, sql, owner, 'function' FROM context
    UNION SELECT NULL, nspname, quote_ident(nspname), nspowner, 'schema' FROM pg_namespace
        WHERE oid IN (SELECT space FROM tenant UNION SELECT space FROM context)
) owned
JOIN reach ON reach.oid = owned.owner
-- A superuser owns everything; L41 has said so.
JOIN audited ON NOT audited.rolsuper
-- Who owns the database takes it over, unless that is the role itself.
LEFT JOIN pg_roles heir ON heir.oid = (SELECT datdba FROM pg_database WHERE datname = current_database())
    AND NOT EXISTS (SELECT FROM reach WHERE reach.oid = heir.oid)
