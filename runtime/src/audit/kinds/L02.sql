-- L02 context_without_root: a function says the tenant, and no table is found whose rows are the tenants.
SELECT context.schema, context.name,
    format('`%s` says the tenant, and no table is its root: none has a policy over its key, and none is referred to by a column `%s`',
        context.name, context.tail),
    NULL, NULL
FROM context WHERE NOT EXISTS (SELECT FROM root WHERE root.context = context.oid)
