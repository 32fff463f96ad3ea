, attribute AS (
    SELECT of, a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull, a.attidentity, a.attgenerated,
        pg_get_expr(d.adbin, d.adrelid) AS expression, CASE WHEN a.attcollation <> t.typcollation THEN co.collname END AS collname
    FROM relation
    JOIN pg_attribute a ON a.attrelid = relation.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    LEFT JOIN pg_collation co ON co.oid = a.attcollation
)
SELECT kind, of, NULL, jsonb_build_object('column', name, key, value)::text
FROM attribute CROSS JOIN LATERAL (VALUES
    ('column_type', 'type', to_jsonb(type)),
    ('column_null', 'not_null', to_jsonb(attnotnull)),
    ('column_default', 'default', CASE attgenerated WHEN '' THEN to_jsonb(expression) END),
    ('column_identity', 'identity', CASE attidentity WHEN 'a' THEN '"always"' WHEN 'd' THEN '"by default"' END::jsonb),
    ('column_generated', 'expr', CASE attgenerated WHEN 's' THEN to_jsonb(expression) WHEN 'v' THEN to_jsonb('virtual: ' || expression) END),
    ('column_collation', 'collation', to_jsonb(collname))
) facts (kind, key, value)
WHERE value IS NOT NULL
