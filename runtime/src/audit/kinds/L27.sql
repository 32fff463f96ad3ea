-- L27 index_not_leakproof: an index has a key that row security keeps from being used.
SELECT schema, name,
    format('the index `%s` of `%s` has the key `%s`, whose comparison is not leakproof: under row level security it is never an index condition',
        index, name, key),
    NULL,
    coalesce(substring(comment from 'Waived leakproof \(I09\): ([^\n]*)'), substring(column_comment from 'Waived leakproof \(I09\): ([^\n]*)'))
FROM (
    SELECT tenant.schema, tenant.name, tenant.comment, class.relname AS index, attribute.attname AS key,
        col_description(tenant.oid, attribute.attnum) AS column_comment
    FROM tenant
    JOIN pg_index index ON index.indrelid = tenant.oid AND NOT index.indisunique AND NOT index.indisexclusion
    JOIN pg_class class ON class.oid = index.indexrelid
    JOIN pg_am method ON method.oid = class.relam AND method.amname = 'btree'
    CROSS JOIN LATERAL unnest(
        (string_to_array(index.indkey::text, ' ')::int2[])[1:index.indnkeyatts], string_to_array(index.indclass::text, ' ')::oid[]
    ) AS part(attnum, class)
    JOIN pg_attribute attribute ON attribute.attrelid = tenant.oid AND attribute.attnum = part.attnum
    JOIN pg_opclass opclass ON opclass.oid = part.class
    JOIN pg_amop amop ON amop.amopfamily = opclass.opcfamily AND amop.amopstrategy = 3
        AND amop.amoplefttype = opclass.opcintype AND amop.amoprighttype = opclass.opcintype
    JOIN pg_operator operator ON operator.oid = amop.amopopr
    JOIN pg_proc function ON function.oid = operator.oprcode AND NOT function.proleakproof
    WHERE tenant.secured AND NOT tenant.is_root AND part.attnum <> tenant.attnum
        AND NOT EXISTS (
            SELECT FROM reference WHERE reference.conrelid = tenant.oid AND part.attnum = ANY (reference.conkey)
        )
) found
