, one AS (
    SELECT t.*, n.nspname, format('%I.%I', n.nspname, t.typname) AS ident, (SELECT jsonb_object_agg(role, privileges) FROM (
            SELECT coalesce(r.rolname, 'public') AS role, jsonb_agg(privilege_type ORDER BY privilege_type) AS privileges
            FROM aclexplode(coalesce(typacl, acldefault('T', typowner))) LEFT JOIN pg_roles r ON r.oid = grantee
            WHERE grantee <> typowner GROUP BY 1) one) AS grants
    FROM pg_type t JOIN namespace n ON n.oid = t.typnamespace
    WHERE NOT EXISTS (SELECT FROM extension_object e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid)
)
SELECT 'enum', nspname::text, NULL::text, typname::text, jsonb_build_object('ident', ident,
    'facts', jsonb_build_object('labels', labels, 'comment', obj_description(one.oid, 'pg_type'), 'grants', grants),
    'create', format('CREATE TYPE %s AS ENUM (%s)', ident, (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
        FROM pg_enum WHERE enumtypid = one.oid)),
    'drop', format('DROP TYPE %s', ident))::text
FROM one CROSS JOIN LATERAL (SELECT jsonb_agg(enumlabel ORDER BY enumsortorder) AS labels FROM pg_enum WHERE enumtypid = one.oid) l
WHERE typtype = 'e'
UNION ALL
SELECT 'domain', nspname::text, NULL, typname::text, jsonb_build_object('ident', ident,
    'facts', jsonb_build_object('type', base, 'not_null', typnotnull, 'default', typdefault,
        'collation', CASE WHEN collated THEN collname END, 'checks', checks, 'comment', obj_description(one.oid, 'pg_type'), 'grants', grants),
    'create', concat_ws(' ', format('CREATE DOMAIN %s AS %s', ident, base), CASE WHEN collated THEN format('COLLATE %I', collname) END,
        'DEFAULT ' || typdefault, CASE WHEN typnotnull THEN 'NOT NULL' END,
        (SELECT string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(k.oid)), ' ' ORDER BY conname)
            FROM pg_constraint k WHERE contypid = one.oid AND contype = 'c')),
    'drop', format('DROP DOMAIN %s', ident))::text
FROM one CROSS JOIN LATERAL (SELECT format_type(typbasetype, typtypmod) AS base) b
LEFT JOIN pg_collation co ON co.oid = typcollation
CROSS JOIN LATERAL (SELECT typcollation <> (SELECT typcollation FROM pg_type WHERE oid = one.typbasetype) AS collated) c
CROSS JOIN LATERAL (SELECT jsonb_object_agg(conname, pg_get_expr(conbin, 0)) AS checks
    FROM pg_constraint WHERE contypid = one.oid AND contype = 'c') k
WHERE typtype = 'd'
UNION ALL
-- Composite types and ranges are compared by what they consist of.
SELECT CASE typtype WHEN 'c' THEN 'composite type' WHEN 'r' THEN 'range type' ELSE 'type' END, nspname::text, NULL, typname::text,
    jsonb_build_object('ident', ident, 'facts', jsonb_build_object(
        'attributes', (SELECT jsonb_agg(format('%s %s', attname, format_type(atttypid, atttypmod)) ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped),
        'subtype', (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = one.oid),
        'comment', obj_description(one.oid, 'pg_type')),
    'create', CASE typtype
        WHEN 'c' THEN format('CREATE TYPE %s AS (%s)', ident, (SELECT string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped))
        WHEN 'r' THEN format('CREATE TYPE %s AS RANGE (SUBTYPE = %s)', ident, (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = one.oid)) END,
    'drop', format('DROP TYPE %s', ident))::text
FROM one WHERE typtype = 'r' OR (typtype = 'b' AND typelem = 0)
    OR (typtype = 'c' AND EXISTS (SELECT FROM pg_class WHERE oid = typrelid AND relkind = 'c'))
