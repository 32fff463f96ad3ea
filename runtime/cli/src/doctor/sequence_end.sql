-- A sequence that has given out most of its numbers, by the type of its column where that is smaller.
SELECT format('%s.%s', n.nspname, coalesce(t.relname, c.relname)), c.relname::text,
    format('%s of %s numbers are used (%s %%)', s.last_value, most, (100 * s.last_value::numeric / most)::int),
    'inserts do not fail when the numbers are used up',
    CASE WHEN a.attname IS NOT NULL THEN format('ALTER TABLE %I.%I ALTER COLUMN %I TYPE bigint; ALTER SEQUENCE %I.%I AS bigint', tn.nspname, t.relname, a.attname, n.nspname, c.relname)
        ELSE format('ALTER SEQUENCE %I.%I AS bigint', n.nspname, c.relname) END,
    'write `i64` for the field: the migration is planned, since the type change rewrites the table'
FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname JOIN pg_class c ON c.relname = s.sequencename AND c.relnamespace = n.oid
LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_class t ON t.oid = d.refobjid LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
CROSS JOIN LATERAL (SELECT least(s.max_value, CASE a.atttypid WHEN 'int2'::regtype THEN 32767 WHEN 'int4'::regtype THEN 2147483647 ELSE s.max_value END) AS most) x
WHERE NOT s.cycle AND s.increment_by > 0 AND s.last_value::numeric / most >= 0.7
ORDER BY s.last_value::numeric / most DESC, 1, 2
