-- L55 second_root_reference: a reference to the root beside the tenant column crosses tenants.
SELECT tenant.schema, tenant.name,
    format('`%s` of `%s` refers to `%s` beside the tenant: an insert tells whether a tenant is there, and %s', attribute.attname, tenant.name,
        target.name, CASE reference.confdeltype
            WHEN 'c' THEN 'deleting that tenant deletes rows of others'
            WHEN 'n' THEN 'deleting that tenant changes rows of others'
            WHEN 'd' THEN 'deleting that tenant changes rows of others'
            ELSE 'a row keeps that tenant from being deleted' END),
    NULL, NULL
FROM reference
JOIN tenant ON tenant.oid = reference.conrelid AND NOT tenant.is_root
JOIN root ON root.relation = reference.confrelid
JOIN relation target ON target.oid = root.relation
JOIN pg_attribute attribute ON attribute.attrelid = tenant.oid AND attribute.attnum = reference.conkey[1]
WHERE cardinality(reference.conkey) = 1 AND reference.conkey[1] <> tenant.attnum
