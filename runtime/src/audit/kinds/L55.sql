-- L55 second_root_reference: a reference to the root beside the tenant column, or of a global table, crosses tenants.
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
UNION ALL
SELECT trunk.schema, trunk.name,
    format('`%s` of the global table `%s` refers to `%s`: an insert tells whether a tenant is there, and %s', attribute.attname, trunk.name,
        target.name, CASE waived.confdeltype
            WHEN 'c' THEN 'deleting that tenant deletes rows that all tenants read'
            WHEN 'n' THEN 'deleting that tenant changes rows that all tenants read'
            WHEN 'd' THEN 'deleting that tenant changes rows that all tenants read'
            ELSE 'a row keeps that tenant from being deleted' END),
    NULL, waiver
FROM waived_reference waived
JOIN trunk ON trunk.oid = waived.conrelid
JOIN relation target ON target.oid = waived.confrelid
JOIN pg_attribute attribute ON attribute.attrelid = trunk.oid AND attribute.attnum = waived.conkey[1]
