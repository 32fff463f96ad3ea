SELECT CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique constraint' WHEN 'x' THEN 'exclusion constraint' WHEN 'c' THEN 'check' ELSE 'foreign key' END,
    relation.nspname::text, relation.relname::text, conname::text, json_build_object('ident', format('%s.%I', ident, conname), 'on', ident, 'own', quote_ident(conname),
    'facts', json_build_object('definition', regexp_replace(definition, ' NOT VALID$', ''), 'valid', convalidated,
        'no inherit', CASE contype WHEN 'c' THEN connoinherit END, 'comment', (SELECT description FROM pg_description WHERE objoid = k.oid AND classoid = 'pg_constraint'::regclass AND objsubid = 0),
        'index comment', CASE WHEN i.indexrelid IS NOT NULL THEN (SELECT description FROM pg_description WHERE objoid = i.indexrelid AND classoid = 'pg_class'::regclass AND objsubid = 0) END))::text, CASE WHEN $2 THEN json_build_object(
    'detail', json_build_object('columns', (SELECT json_agg(attname ORDER BY place) FROM unnest(conkey) WITH ORDINALITY key (number, place)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = number),
        'expression', pg_get_expr(conbin, conrelid), 'not_enforced', definition LIKE '% NOT ENFORCED',
        'deferrable', CASE WHEN condeferred THEN 'deferred' WHEN condeferrable THEN 'immediate' ELSE 'always' END,
        'on_delete', action[position(confdeltype::text IN 'arcnd')], 'on_update', action[position(confupdtype::text IN 'arcnd')],
        'set_columns', (SELECT json_agg(attname ORDER BY place) FROM unnest(confdelsetcols) WITH ORDINALITY key (number, place)
            JOIN pg_attribute ON attrelid = conrelid AND attnum = number),
        'match_full', confmatchtype = 'f',
        -- PostgreSQL 18 has it.
        'period', to_jsonb(k) -> 'conperiod',
        'target_schema', tn.nspname, 'target', tc.relname,
        'target_columns', (SELECT json_agg(attname ORDER BY place) FROM unnest(confkey) WITH ORDINALITY key (number, place)
            JOIN pg_attribute ON attrelid = confrelid AND attnum = number),
        'index', i.indexrelid::bigint),
    'create', format('ALTER TABLE %s ADD CONSTRAINT %I %s', ident, conname, definition),
    'drop', format('ALTER TABLE %s DROP CONSTRAINT %I', ident, conname))::text END
FROM relation JOIN pg_constraint k ON k.conrelid = relation.oid AND k.conparentid = 0 AND k.contype IN ('p', 'u', 'x', 'c', 'f')
    AND (k.contype <> 'c' OR k.coninhcount = 0)
LEFT JOIN pg_index i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_class tc ON tc.oid = confrelid LEFT JOIN pg_namespace tn ON tn.oid = tc.relnamespace
CROSS JOIN LATERAL (SELECT pg_get_constraintdef(k.oid) AS definition) x
CROSS JOIN (VALUES ('{no_action,restrict,cascade,set_null,set_default}'::text[])) actions (action)
