SELECT 'trigger', of, tgname::text, jsonb_build_object(
    'timing', CASE WHEN tgtype & 2 <> 0 THEN 'before' WHEN tgtype & 64 <> 0 THEN 'instead of' ELSE 'after' END,
    'level', CASE WHEN tgtype & 1 <> 0 THEN 'row' ELSE 'statement' END,
    'events', (SELECT jsonb_agg(event ORDER BY place)
        FROM (VALUES (1, 4, 'insert'), (2, 8, 'delete'), (3, 16, 'update'), (4, 32, 'truncate')) events (place, bit, event) WHERE tgtype & bit <> 0),
    'columns', (SELECT jsonb_agg(attname ORDER BY place) FROM unnest(tgattr::int2[]) WITH ORDINALITY AS named (number, place)
        JOIN pg_attribute ON attrelid = tgrelid AND attnum = number),
    'deferrable', CASE WHEN tgdeferrable THEN CASE WHEN tginitdeferred THEN 'deferred' ELSE 'immediate' END END,
    'arguments', CASE WHEN tgnargs > 0 THEN encode(tgargs, 'escape') END,
    'always', tgenabled = 'A', 'when', regexp_replace(
        substring(pg_get_triggerdef(t.oid) FROM ' WHEN \((.*)\) EXECUTE FUNCTION '), '\(((?:old|new)\.[^()]*)\)::text', '\1', 'g'),
    'old_table', tgoldtable, 'new_table', tgnewtable, 'function', format('%s.%s', n.nspname, p.proname))::text
FROM relation JOIN pg_trigger t ON t.tgrelid = relation.oid AND NOT tgisinternal AND tgparentid = 0
JOIN pg_proc p ON p.oid = tgfoid JOIN pg_namespace n ON n.oid = p.pronamespace
