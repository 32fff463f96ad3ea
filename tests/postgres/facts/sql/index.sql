, key AS (
    SELECT i.indexrelid, place, i.indoption[place::int - 1] & 1 <> 0 AS descending, i.indoption[place::int - 1] & 2 <> 0 AS nulls_first, number,
        am.amname, o.opcname, o.opcdefault, a.attname, array_to_string(own.attoptions, ',') AS options, co.collname,
        CASE number WHEN 0 THEN co.collname <> 'default' ELSE i.indcollation[place::int - 1] <> a.attcollation END AS collated
    FROM relation JOIN pg_index i ON i.indrelid = relation.oid
    JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
    CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY part (number, place)
    JOIN pg_opclass o ON o.oid = i.indclass[place::int - 1]
    LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = number
    LEFT JOIN pg_attribute own ON own.attrelid = i.indexrelid AND own.attnum = place
    LEFT JOIN pg_collation co ON co.oid = i.indcollation[place::int - 1]
    WHERE place <= i.indnkeyatts
)
SELECT 'index', of, c.relname::text, jsonb_build_object(
    'method', am.amname, 'unique', indisunique, 'where', pg_get_expr(indpred, indrelid), 'with', to_jsonb(c.reloptions),
    'nulls_not_distinct', indnullsnotdistinct, 'invalid', NOT indisvalid,
    'include', (SELECT jsonb_agg(attname ORDER BY place) FROM unnest(indkey::int2[]) WITH ORDINALITY key (number, place)
        JOIN pg_attribute ON attrelid = indrelid AND attnum = number WHERE place > indnkeyatts),
    'keys', (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'column', attname, 'expression', CASE number WHEN 0 THEN pg_get_indexdef(indexrelid, place::int, true) END,
            'opclass', CASE WHEN NOT opcdefault THEN opcname END, 'opclass_options', options,
            'collation', CASE WHEN collated THEN collname END,
            'order', CASE WHEN amname = 'btree' AND descending THEN 'desc' END,
            'nulls', CASE WHEN amname = 'btree' AND descending <> nulls_first THEN CASE WHEN nulls_first THEN 'first' ELSE 'last' END END
        )) ORDER BY place) FROM key WHERE key.indexrelid = i.indexrelid))::text
FROM relation JOIN pg_index i ON i.indrelid = relation.oid
JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
WHERE NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x') AND k.conrelid = i.indrelid)
