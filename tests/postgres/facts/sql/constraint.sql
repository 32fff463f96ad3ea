, expected AS (
    SELECT of, k.*, i.indnullsnotdistinct, pg_get_constraintdef(k.oid, true) AS definition, pg_get_expr(k.conbin, k.conrelid) AS expression,
        CASE WHEN k.condeferred THEN 'initially deferred' WHEN k.condeferrable THEN 'initially immediate' END AS deferral,
        (SELECT jsonb_agg(attname ORDER BY place) FROM unnest(k.conkey) WITH ORDINALITY key (number, place)
            JOIN pg_attribute ON attrelid = k.conrelid AND attnum = number) AS columns,
        (SELECT jsonb_agg(attname ORDER BY place) FROM unnest(i.indkey::int2[]) WITH ORDINALITY key (number, place)
            JOIN pg_attribute ON attrelid = k.conrelid AND attnum = number WHERE place > i.indnkeyatts) AS include
    FROM relation JOIN pg_constraint k ON k.conrelid = relation.oid AND k.conparentid = 0
    LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
)
SELECT CASE contype WHEN 'p' THEN 'primary_key' ELSE 'unique_constraint' END, of, conname::text, (jsonb_build_object(
    'columns', columns, 'include', include, 'nulls_not_distinct', indnullsnotdistinct, 'deferrable', deferral)
    || CASE WHEN definition LIKE '% WITHOUT OVERLAPS)%' THEN '{"without_overlaps": true}' ELSE '{}' END::jsonb)::text
FROM expected WHERE contype IN ('p', 'u')
UNION ALL
SELECT 'exclusion_constraint', of, conname::text, jsonb_build_object('definition', definition, 'deferrable', deferral)::text
FROM expected WHERE contype = 'x'
UNION ALL
SELECT 'check', of, conname::text, jsonb_build_object(
    'columns', columns, 'expr', expression, 'not_valid', NOT convalidated, 'not_enforced', definition LIKE '% NOT ENFORCED', 'no_inherit', connoinherit)::text
FROM expected WHERE contype = 'c'
UNION ALL
SELECT 'foreign_key', of, conname::text, (jsonb_build_object(
    'columns', columns, 'deferrable', deferral, 'not_valid', NOT convalidated, 'not_enforced', definition LIKE '% NOT ENFORCED',
    'on_delete', action[position(confdeltype::text IN 'arcnd')], 'on_update', action[position(confupdtype::text IN 'arcnd')],
    'on_delete_set_columns', (SELECT jsonb_agg(attname ORDER BY place) FROM unnest(confdelsetcols) WITH ORDINALITY key (number, place)
        JOIN pg_attribute ON attrelid = conrelid AND attnum = number),
    'match', CASE confmatchtype WHEN 'f' THEN 'full' WHEN 'p' THEN 'partial' END,
    'references', jsonb_build_object('schema', n.nspname, 'table', c.relname, 'columns',
        (SELECT jsonb_agg(attname ORDER BY place) FROM unnest(confkey) WITH ORDINALITY key (number, place)
            JOIN pg_attribute ON attrelid = confrelid AND attnum = number)))
    || CASE WHEN definition LIKE 'FOREIGN KEY (%PERIOD % REFERENCES %PERIOD %' THEN '{"period": true}' ELSE '{}' END::jsonb)::text
FROM expected JOIN pg_class c ON c.oid = confrelid JOIN pg_namespace n ON n.oid = c.relnamespace
CROSS JOIN (VALUES ('{no action,restrict,cascade,set null,set default}'::text[])) actions (action)
WHERE contype = 'f'
