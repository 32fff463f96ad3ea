SELECT CASE prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'function' END, n.nspname::text, NULL::text, format('%s(%s)', proname, arguments), json_build_object(
    'ident', format('%I.%I(%s)', n.nspname, proname, arguments),
    'facts', json_build_object('definition', definition, 'owner', CASE WHEN prosecdef AND proowner IS DISTINCT FROM owner_of_tables THEN pg_get_userbyid(proowner) END, 'comment', (SELECT description FROM pg_description WHERE objoid = p.oid AND classoid = 'pg_proc'::regclass AND objsubid = 0),
        'grants', (SELECT json_object_agg(role, privileges) FROM (
            SELECT coalesce(r.rolname, 'public') AS role, json_agg(privilege_type ORDER BY privilege_type) AS privileges
            FROM aclexplode(coalesce(proacl, acldefault('f', proowner))) LEFT JOIN pg_roles r ON r.oid = grantee WHERE grantee <> proowner GROUP BY 1) one)))::text, CASE WHEN $2 THEN json_build_object(
    'create', definition, 'drop', format('DROP %s %I.%I(%s)', CASE prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END, n.nspname, proname, arguments))::text END
FROM pg_proc p JOIN namespace n ON n.oid = pronamespace
CROSS JOIN LATERAL (SELECT pg_get_function_identity_arguments(p.oid) AS arguments,
    CASE WHEN prokind <> 'a' THEN rtrim(pg_get_functiondef(p.oid), E'\n') END AS definition) x
-- The scratch database and this one may have other owners.
CROSS JOIN (SELECT (SELECT relowner FROM pg_class t JOIN namespace s ON s.oid = t.relnamespace WHERE relkind IN ('r', 'p') GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1) AS owner_of_tables) o
WHERE p.pronamespace = ANY (ARRAY(SELECT oid FROM namespace))
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e' OFFSET 0)
UNION ALL
SELECT CASE relkind WHEN 'v' THEN 'view' ELSE 'materialized view' END, n.nspname::text, NULL, relname::text, json_build_object('ident', ident,
    'facts', json_build_object('definition', rtrim(pg_get_viewdef(c.oid), ';'), 'options', reloptions, 'comment', (SELECT description FROM pg_description WHERE objoid = c.oid AND classoid = 'pg_class'::regclass AND objsubid = 0),
        'grants', (SELECT json_object_agg(role, privileges) FROM (
            SELECT coalesce(r.rolname, 'public') AS role, json_agg(privilege_type ORDER BY privilege_type) AS privileges
            FROM aclexplode(relacl) LEFT JOIN pg_roles r ON r.oid = grantee WHERE grantee <> relowner GROUP BY 1) one)))::text, CASE WHEN $2 THEN json_build_object(
    'create', format('CREATE %s %s%s AS %s', kind, ident, ' WITH (' || array_to_string(reloptions, ', ') || ')', rtrim(pg_get_viewdef(c.oid), ';')),
    'drop', format('DROP %s %s', kind, ident))::text END
FROM pg_class c JOIN namespace n ON n.oid = relnamespace
CROSS JOIN LATERAL (SELECT format('%I.%I', n.nspname, relname) AS ident, CASE relkind WHEN 'v' THEN 'VIEW' ELSE 'MATERIALIZED VIEW' END AS kind) x
WHERE relkind IN ('v', 'm') AND relnamespace = ANY (ARRAY(SELECT oid FROM namespace))
    AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e' OFFSET 0)
UNION ALL
SELECT 'sequence', n.nspname::text, NULL, relname::text, json_build_object('ident', ident,
    'facts', json_build_object('type', format_type(seqtypid, NULL), 'start', seqstart, 'increment', seqincrement, 'minimum', seqmin, 'maximum', seqmax,
        'cache', seqcache, 'cycle', seqcycle, 'unlogged', relpersistence = 'u', 'comment', (SELECT description FROM pg_description WHERE objoid = c.oid AND classoid = 'pg_class'::regclass AND objsubid = 0),
        'grants', (SELECT json_object_agg(role, privileges) FROM (
            SELECT coalesce(r.rolname, 'public') AS role, json_agg(privilege_type ORDER BY privilege_type) AS privileges
            FROM aclexplode(relacl) LEFT JOIN pg_roles r ON r.oid = grantee WHERE grantee <> relowner GROUP BY 1) one)))::text, CASE WHEN $2 THEN json_build_object(
    'detail', json_build_object('owned', EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'a')),
    'create', concat_ws(' ', format('CREATE SEQUENCE %s AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s', ident, format_type(seqtypid, NULL), seqincrement, seqmin,
        seqmax, seqstart, seqcache), CASE WHEN seqcycle THEN 'CYCLE' END),
    'drop', format('DROP SEQUENCE %s', ident))::text END
FROM pg_class c JOIN namespace n ON n.oid = relnamespace JOIN pg_sequence ON seqrelid = c.oid
CROSS JOIN LATERAL (SELECT format('%I.%I', n.nspname, relname) AS ident) x
WHERE relkind = 'S' AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('i', 'e'))
