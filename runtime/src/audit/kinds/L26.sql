-- L26 index_without_tenant: an index does not lead with the tenant, so it reads the rows of all tenants.
SELECT schema, name,
    format('the index `%s` of `%s` does not lead with `%s`: a scan of it passes the rows of all tenants', index, name, tenant),
    format('DROP INDEX %I.%I; %s;', schema, index, regexp_replace(pg_get_indexdef(indexrelid), ' USING (\w+) \(', format(' USING \1 (%s, ', tenant))),
    substring(comment from 'Waived tenant_leads \(I03\): ([^\n]*)')
FROM (
    SELECT tenant.*, index.indexrelid, class.relname AS index
    FROM tenant
    JOIN pg_index index ON index.indrelid = tenant.oid AND NOT index.indisunique AND NOT index.indisexclusion
    JOIN pg_class class ON class.oid = index.indexrelid
    JOIN pg_am method ON method.oid = class.relam AND method.amname = 'btree'
    WHERE NOT tenant.is_root AND tenant.tenant IS NOT NULL AND index.indkey[0] <> tenant.attnum
        -- The look-up of several tenants reads the rows of all of them.
        AND NOT EXISTS (SELECT FROM lookup WHERE lookup.relation = tenant.oid AND index.indkey[0] = ANY (lookup.reads) AND tenant.attnum = ANY (index.indkey))
        -- The server looks up rows that refer to a global table by the reference alone.
        AND NOT EXISTS (
            SELECT FROM reference WHERE reference.conrelid = tenant.oid AND reference.conkey[1] = index.indkey[0]
                AND NOT tenant.attnum = ANY (reference.conkey)
        )
) found
