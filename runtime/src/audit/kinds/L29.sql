-- L29 trigger_disabled: a trigger of a reference, or one that peristyle emits, does not fire.
SELECT schema, name,
    format('%s of `%s` %s disabled: %s', CASE count(*) WHEN 1 THEN 'a trigger' ELSE count(*) || ' triggers' END, name,
        CASE count(*) WHEN 1 THEN 'is' ELSE 'are' END,
        CASE WHEN bool_or(internal) THEN 'references are not checked' ELSE string_agg(format('`%s`', trigger), ', ' ORDER BY trigger) END),
    string_agg(format('ALTER TABLE %s ENABLE%s TRIGGER %I;', sql, always, trigger), ' ' ORDER BY trigger),
    NULL
FROM (
    SELECT tenant.schema, tenant.name, tenant.sql, tgname AS trigger, tgisinternal AS internal,
        CASE WHEN tgname LIKE 'peristyle\_append\_only%' THEN ' ALWAYS' ELSE '' END AS always
    FROM tenant JOIN pg_trigger ON tgrelid = tenant.oid
    WHERE tgenabled IN ('D', 'R') AND (tgisinternal AND tgconstraint <> 0 OR tgname LIKE 'peristyle\_%')
) found
GROUP BY schema, name, sql
