, one AS (
    SELECT t.*, n.nspname, format('%I.%I', n.nspname, t.typname) AS ident, (SELECT json_object_agg(role, privileges) FROM (
            SELECT coalesce(r.rolname, 'public') AS role, json_agg(privilege_type ORDER BY privilege_type) AS privileges
            FROM aclexplode(coalesce(typacl, acldefault('T', typowner))) LEFT JOIN pg_roles r ON r.oid = grantee
            WHERE grantee <> typowner GROUP BY 1) one) AS grants
    FROM pg_type t JOIN namespace n ON n.oid = t.typnamespace
    WHERE t.typnamespace = ANY (ARRAY(SELECT oid FROM namespace))
        AND (typtype IN ('e', 'd', 'r') OR (typtype = 'b' AND typelem = 0) OR (typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c'))
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_type'::regclass AND e.objid = t.oid AND e.deptype = 'e' OFFSET 0)
)
SELECT 'enum', nspname::text, NULL::text, typname::text, json_build_object('ident', ident,
    'facts', json_build_object('labels', labels, 'comment', (SELECT description FROM pg_description WHERE objoid = one.oid AND classoid = 'pg_type'::regclass AND objsubid = 0), 'grants', grants))::text, CASE WHEN $2 THEN json_build_object(
    'create', format('CREATE TYPE %s AS ENUM (%s)', ident, (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
        FROM pg_enum WHERE enumtypid = one.oid)),
    'drop', format('DROP TYPE %s', ident))::text END
FROM one CROSS JOIN LATERAL (SELECT json_agg(enumlabel ORDER BY enumsortorder) AS labels FROM pg_enum WHERE enumtypid = one.oid) l
WHERE typtype = 'e'
UNION ALL
SELECT 'domain', nspname::text, NULL, typname::text, json_build_object('ident', ident,
    'facts', json_build_object('type', base, 'not_null', typnotnull, 'default', typdefault,
        'collation', CASE WHEN collated THEN collname END, 'checks', checks, 'comment', (SELECT description FROM pg_description WHERE objoid = one.oid AND classoid = 'pg_type'::regclass AND objsubid = 0), 'grants', grants))::text, CASE WHEN $2 THEN json_build_object(
    'create', concat_ws(' ', format('CREATE DOMAIN %s AS %s', ident, base), CASE WHEN collated THEN format('COLLATE %I', collname) END,
        'DEFAULT ' || typdefault, CASE WHEN typnotnull THEN 'NOT NULL' END,
        (SELECT string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(k.oid)), ' ' ORDER BY conname)
            FROM pg_constraint k WHERE contypid = one.oid AND contype = 'c')),
    'drop', format('DROP DOMAIN %s', ident))::text END
FROM one CROSS JOIN LATERAL (SELECT format_type(typbasetype, typtypmod) AS base) b
LEFT JOIN pg_collation co ON co.oid = typcollation
CROSS JOIN LATERAL (SELECT typcollation <> (SELECT typcollation FROM pg_type WHERE oid = one.typbasetype) AS collated) c
CROSS JOIN LATERAL (SELECT json_object_agg(conname, pg_get_expr(conbin, 0)) AS checks
    FROM pg_constraint WHERE contypid = one.oid AND contype = 'c') k
WHERE typtype = 'd'
UNION ALL
-- Composite types and ranges are compared by what they consist of.
SELECT CASE typtype WHEN 'c' THEN 'composite type' WHEN 'r' THEN 'range type' ELSE 'type' END, nspname::text, NULL, typname::text,
    json_build_object('ident', ident, 'facts', json_build_object(
        'attributes', (SELECT json_agg(format('%s %s', attname, format_type(atttypid, atttypmod)) ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped),
        'subtype', (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = one.oid),
        'comment', (SELECT description FROM pg_description WHERE objoid = one.oid AND classoid = 'pg_type'::regclass AND objsubid = 0)))::text, CASE WHEN $2 THEN json_build_object(
    'create', CASE typtype
        WHEN 'c' THEN format('CREATE TYPE %s AS (%s)', ident, (SELECT string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)), ', ' ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped))
        WHEN 'r' THEN format('CREATE TYPE %s AS RANGE (SUBTYPE = %s)', ident, (SELECT format_type(rngsubtype, NULL) FROM pg_range WHERE rngtypid = one.oid)) END,
    'drop', format('DROP TYPE %s', ident))::text END
FROM one WHERE typtype IN ('r', 'b', 'c')
