SELECT 'policy', nspname::text, relname::text, polname::text, json_build_object('ident', format('%I ON %s', polname, ident), 'on', ident, 'own', quote_ident(polname),
    'facts', json_build_object('command', command, 'restrictive', NOT polpermissive, 'using', pg_get_expr(polqual, polrelid),
        'with check', pg_get_expr(polwithcheck, polrelid), 'roles', roles, 'comment', (SELECT description FROM pg_description WHERE objoid = p.oid AND classoid = 'pg_policy'::regclass AND objsubid = 0)))::text, CASE WHEN $2 THEN json_build_object(
    'create', concat_ws(' ', format('CREATE POLICY %I ON %s', polname, ident), CASE WHEN NOT polpermissive THEN 'AS RESTRICTIVE' END,
        'FOR ' || command, 'TO ' || (SELECT string_agg(CASE role WHEN 'public' THEN 'PUBLIC' ELSE quote_ident(role) END, ', ') FROM json_array_elements_text(roles) role),
        format('USING (%s)', pg_get_expr(polqual, polrelid)),
        CASE WHEN polwithcheck IS NOT NULL THEN format('WITH CHECK (%s)', pg_get_expr(polwithcheck, polrelid)) END),
    'drop', format('DROP POLICY %I ON %s', polname, ident))::text END
FROM relation JOIN pg_policy p ON polrelid = relation.oid
CROSS JOIN LATERAL (SELECT
    CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END AS command,
    (SELECT json_agg(coalesce(rolname, 'public') ORDER BY coalesce(rolname, 'public')) FROM unnest(polroles) role (id) LEFT JOIN pg_roles r ON r.oid = id) AS roles) x
UNION ALL
SELECT 'trigger', nspname::text, relname::text, tgname::text, json_build_object('ident', format('%I ON %s', tgname, ident), 'on', ident, 'own', quote_ident(tgname),
    'facts', json_build_object('definition', pg_get_triggerdef(t.oid),
        'fires', CASE tgenabled WHEN 'O' THEN 'in ordinary sessions' WHEN 'A' THEN 'always' WHEN 'R' THEN 'on a replica' ELSE 'never' END,
        'comment', (SELECT description FROM pg_description WHERE objoid = t.oid AND classoid = 'pg_trigger'::regclass AND objsubid = 0)))::text, CASE WHEN $2 THEN json_build_object(
    'create', pg_get_triggerdef(t.oid), 'drop', format('DROP TRIGGER %I ON %s', tgname, ident))::text END
FROM relation JOIN pg_trigger t ON t.tgrelid = relation.oid AND NOT tgisinternal AND tgparentid = 0
UNION ALL
SELECT 'rule', nspname::text, relname::text, rulename::text, json_build_object('ident', format('%I ON %s', rulename, ident), 'on', ident, 'own', quote_ident(rulename),
    'facts', json_build_object('definition', pg_get_ruledef(r.oid), 'comment', (SELECT description FROM pg_description WHERE objoid = r.oid AND classoid = 'pg_rewrite'::regclass AND objsubid = 0)))::text, CASE WHEN $2 THEN json_build_object(
    'create', rtrim(pg_get_ruledef(r.oid), ';'), 'drop', format('DROP RULE %I ON %s', rulename, ident))::text END
FROM relation JOIN pg_rewrite r ON ev_class = relation.oid
UNION ALL
SELECT 'statistics', n.nspname::text, relname::text, stxname::text, json_build_object('ident', format('%I.%I', n.nspname, stxname), 'on', ident, 'own', quote_ident(stxname),
    'facts', json_build_object('definition', pg_get_statisticsobjdef(s.oid), 'comment', (SELECT description FROM pg_description WHERE objoid = s.oid AND classoid = 'pg_statistic_ext'::regclass AND objsubid = 0)))::text, CASE WHEN $2 THEN json_build_object(
    -- The keys are an int2vector, the kinds letters; `e` stands for expressions.
    'detail', json_build_object('beside', s.stxnamespace = relation.relnamespace, 'columns', (SELECT json_agg(attname ORDER BY place)
            FROM unnest(stxkeys::int2[]) WITH ORDINALITY key (number, place) JOIN pg_attribute ON attrelid = stxrelid AND attnum = number),
        'expressions', to_jsonb(pg_get_statisticsobjdef_expressions(s.oid)), 'kinds', (SELECT json_agg(CASE kind WHEN 'd' THEN 'ndistinct'
            WHEN 'f' THEN 'dependencies' ELSE 'mcv' END) FROM unnest(stxkind) kind WHERE kind <> 'e')),
    'create', pg_get_statisticsobjdef(s.oid), 'drop', format('DROP STATISTICS %I.%I', n.nspname, stxname))::text END
FROM relation JOIN pg_statistic_ext s ON stxrelid = relation.oid JOIN pg_namespace n ON n.oid = stxnamespace
