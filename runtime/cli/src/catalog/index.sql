SELECT CASE WHEN k.oid IS NULL THEN 'index' ELSE 'constraint index' END, relation.nspname::text, relation.relname::text, c.relname::text, json_build_object(
    'ident', format('%I.%I', relation.nspname, c.relname), 'on', ident, 'own', quote_ident(c.relname),
    'facts', json_build_object('definition', definition, 'valid', indisvalid, 'ready', indisready, 'replica identity', indisreplident,
        'comment', CASE WHEN k.oid IS NULL THEN (SELECT description FROM pg_description WHERE objoid = c.oid AND classoid = 'pg_class'::regclass AND objsubid = 0) END))::text, CASE WHEN $2 THEN json_build_object(
    'detail', json_build_object('method', am.amname, 'unique', indisunique, 'where', pg_get_expr(indpred, indrelid), 'with', c.reloptions,
        'nulls_not_distinct', indnullsnotdistinct, 'without_overlaps', k.contype <> 'x' AND indisexclusion,
        'keys', (SELECT json_agg(json_strip_nulls(json_build_object(
                'column', a.attname, 'expression', CASE number WHEN 0 THEN pg_get_indexdef(i.indexrelid, place::int, false) END,
                'ops', CASE WHEN NOT opcdefault THEN CASE opn.nspname WHEN 'pg_catalog' THEN quote_ident(opcname) ELSE format('%I.%I', opn.nspname, opcname) END END,
                'collation', CASE WHEN CASE number WHEN 0 THEN collname <> 'default' ELSE i.indcollation[place::int - 1] <> a.attcollation END THEN collname END,
                'desc', CASE WHEN descending THEN true END,
                'nulls', CASE WHEN descending <> nulls_first THEN CASE WHEN nulls_first THEN 'first' ELSE 'last' END END,
                'operator', CASE WHEN i.indisexclusion THEN (SELECT oprname FROM pg_operator op WHERE op.oid = k.conexclop[place::int]) END)) ORDER BY place)
            FROM unnest(i.indkey::int2[]) WITH ORDINALITY part (number, place)
            JOIN pg_opclass o ON o.oid = i.indclass[place::int - 1] JOIN pg_namespace opn ON opn.oid = o.opcnamespace
            LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = number
            LEFT JOIN pg_collation co ON co.oid = i.indcollation[place::int - 1]
            CROSS JOIN LATERAL (SELECT am.amname = 'btree' AND i.indoption[place::int - 1] & 1 <> 0 AS descending,
                am.amname = 'btree' AND i.indoption[place::int - 1] & 2 <> 0 AS nulls_first) option
            WHERE place <= i.indnkeyatts),
        'include', (SELECT json_agg(attname ORDER BY place) FROM unnest(indkey::int2[]) WITH ORDINALITY part (number, place)
            JOIN pg_attribute ON attrelid = indrelid AND attnum = number WHERE place > indnkeyatts)),
    'create', definition,
    'drop', format('DROP INDEX %I.%I', relation.nspname, c.relname))::text END
FROM relation JOIN pg_index i ON i.indrelid = relation.oid
JOIN pg_class c ON c.oid = i.indexrelid AND NOT c.relispartition JOIN pg_am am ON am.oid = c.relam
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x') AND k.conrelid = i.indrelid
CROSS JOIN LATERAL (SELECT CASE WHEN k.oid IS NULL THEN pg_get_indexdef(c.oid) END AS definition) x
UNION ALL
SELECT 'partition index', relation.nspname::text, relation.relname::text, c.relname::text, json_build_object(
    'ident', format('%I.%I', relation.nspname, c.relname), 'on', ident, 'own', quote_ident(c.relname),
    'facts', json_build_object('of', parent.relname, 'valid', indisvalid, 'ready', indisready))::text, NULL
FROM relation JOIN pg_index i ON i.indrelid = relation.oid JOIN pg_class c ON c.oid = i.indexrelid AND c.relispartition
JOIN pg_inherits h ON h.inhrelid = c.oid JOIN pg_class parent ON parent.oid = h.inhparent
