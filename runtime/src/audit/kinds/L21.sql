-- L21 unique_without_tenant: a unique tells one tenant what another has.
SELECT schema, name,
    format('the %s `%s` of `%s` does not hold `%s`: it refuses what another tenant has, and so tells it',
        CASE WHEN contype = 'x' THEN 'exclusion' ELSE 'unique' END, index, name, tenant),
    CASE
        WHEN constraint_name IS NULL THEN format('DROP INDEX %I.%I; %s;', schema, index,
            regexp_replace(pg_get_indexdef(indexrelid), ' USING (\w+) \(', format(' USING \1 (%s, ', tenant)))
        WHEN contype = 'x' THEN CASE WHEN definition LIKE '%USING gist%' THEN 'CREATE EXTENSION IF NOT EXISTS btree_gist; ' ELSE '' END
            || format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I %s;', sql, constraint_name, regexp_replace(definition, '\(', format('(%s WITH =, ', tenant)))
        -- PostgreSQL 18 has unique constraints WITHOUT OVERLAPS, over gist.
        ELSE CASE WHEN indisexclusion THEN 'CREATE EXTENSION IF NOT EXISTS btree_gist; ' ELSE '' END || format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I %s;', sql, constraint_name,
            regexp_replace(definition, '\(', format('(%s, ', tenant)))
    END,
    substring(comment from 'Waived unique_per_tenant \(I04\): ([^\n]*)')
FROM (
    SELECT tenant.*, index.indexrelid, index.indisexclusion, class.relname AS index, made.conname AS constraint_name, made.contype,
        pg_get_constraintdef(made.oid) AS definition
    FROM tenant
    JOIN pg_index index ON index.indrelid = tenant.oid AND (index.indisunique OR index.indisexclusion)
    JOIN pg_class class ON class.oid = index.indexrelid
    LEFT JOIN pg_constraint made ON made.conindid = index.indexrelid AND made.contype IN ('p', 'u', 'x')
    CROSS JOIN LATERAL (SELECT (string_to_array(index.indkey::text, ' ')::int2[])[1:index.indnkeyatts] AS columns) key
    WHERE NOT tenant.is_root AND tenant.tenant IS NOT NULL AND NOT tenant.attnum = ANY (columns)
        -- A random id can be neither guessed nor met by chance: PRIMARY KEY (id) stays.
        AND NOT (index.indisprimary AND NOT EXISTS (
            SELECT FROM pg_attribute WHERE attrelid = tenant.oid AND attnum = ANY (columns) AND atttypid <> 'uuid'::regtype
        ))
) found
