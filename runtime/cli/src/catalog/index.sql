, key AS (
    SELECT i.indexrelid, place, i.indoption[place::int - 1] & 1 <> 0 AS descending, i.indoption[place::int - 1] & 2 <> 0 AS nulls_first, number,
        am.amname, o.opcname, opn.nspname AS opcspace, o.opcdefault, a.attname, co.collname,
        CASE number WHEN 0 THEN co.collname <> 'default' ELSE i.indcollation[place::int - 1] <> a.attcollation END AS collated,
        CASE WHEN i.indisexclusion THEN (SELECT oprname FROM pg_constraint k JOIN pg_operator op ON op.oid = k.conexclop[place::int]
            WHERE k.conrelid = i.indrelid AND k.conindid = i.indexrelid AND k.contype = 'x') END AS operator
    FROM relation JOIN pg_index i ON i.indrelid = relation.oid
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY part (number, place)
    JOIN pg_opclass o ON o.oid = i.indclass[place::int - 1] JOIN pg_namespace opn ON opn.oid = o.opcnamespace
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = number
    LEFT JOIN pg_collation co ON co.oid = i.indcollation[place::int - 1]
    WHERE place <= i.indnkeyatts
), keys AS (
    SELECT indexrelid, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'column', attname, 'expression', CASE number WHEN 0 THEN pg_get_indexdef(indexrelid, place::int, false) END,
        'ops', CASE WHEN NOT opcdefault THEN CASE opcspace WHEN 'pg_catalog' THEN quote_ident(opcname) ELSE format('%I.%I', opcspace, opcname) END END,
        'collation', CASE WHEN collated THEN collname END, 'desc', CASE WHEN amname = 'btree' AND descending THEN true END,
        'nulls', CASE WHEN amname = 'btree' AND descending <> nulls_first THEN CASE WHEN nulls_first THEN 'first' ELSE 'last' END END,
        'operator', operator)) ORDER BY place) AS keys
    FROM key GROUP BY indexrelid
)
SELECT CASE WHEN k.oid IS NULL THEN 'index' ELSE 'constraint index' END, relation.nspname::text, relation.relname::text, c.relname::text, jsonb_build_object(
    'ident', format('%I.%I', relation.nspname, c.relname), 'on', ident, 'own', quote_ident(c.relname),
    'facts', jsonb_build_object('definition', CASE WHEN k.oid IS NULL THEN pg_get_indexdef(c.oid) END, 'valid', indisvalid, 'ready', indisready, 'replica identity', indisreplident,
        'comment', CASE WHEN k.oid IS NULL THEN obj_description(c.oid, 'pg_class') END),
    'detail', jsonb_build_object('method', am.amname, 'unique', indisunique, 'where', pg_get_expr(indpred, indrelid), 'with', c.reloptions,
        'nulls_not_distinct', indnullsnotdistinct, 'keys', keys, 'without_overlaps', k.contype <> 'x' AND indisexclusion,
        'include', (SELECT jsonb_agg(attname ORDER BY place) FROM unnest(indkey::int2[]) WITH ORDINALITY part (number, place)
            JOIN pg_attribute ON attrelid = indrelid AND attnum = number WHERE place > indnkeyatts)),
    'create', CASE WHEN k.oid IS NULL THEN pg_get_indexdef(c.oid) END,
    'drop', format('DROP INDEX %I.%I', relation.nspname, c.relname))::text
FROM relation JOIN pg_index i ON i.indrelid = relation.oid
JOIN pg_class c ON c.oid = i.indexrelid AND NOT c.relispartition JOIN pg_am am ON am.oid = c.relam
JOIN keys ON keys.indexrelid = i.indexrelid
LEFT JOIN pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x') AND k.conrelid = i.indrelid
UNION ALL
SELECT 'partition index', relation.nspname::text, relation.relname::text, c.relname::text, jsonb_build_object(
    'ident', format('%I.%I', relation.nspname, c.relname), 'on', ident, 'own', quote_ident(c.relname),
    'facts', jsonb_build_object('of', parent.relname, 'valid', indisvalid, 'ready', indisready))::text
FROM relation JOIN pg_index i ON i.indrelid = relation.oid JOIN pg_class c ON c.oid = i.indexrelid AND c.relispartition
JOIN pg_inherits h ON h.inhrelid = c.oid JOIN pg_class parent ON parent.oid = h.inhparent
