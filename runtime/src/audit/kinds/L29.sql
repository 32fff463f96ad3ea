-- L29 trigger_disabled: a trigger of a reference, or one that peristyle emits, does not fire.
SELECT schema, name,
    format('%s of `%s` %s: %s', CASE count(*) WHEN 1 THEN 'a trigger' ELSE count(*) || ' triggers' END, name,
        CASE WHEN is_off THEN CASE count(*) WHEN 1 THEN 'is disabled' ELSE 'are disabled' END
            ELSE CASE count(*) WHEN 1 THEN 'does' ELSE 'do' END || ' not fire where `session_replication_role` is `replica`' END,
        CASE WHEN bool_or(internal) THEN 'references are not checked' ELSE string_agg(format('`%s`', trigger), ', ' ORDER BY trigger) END),
    string_agg(format('ALTER TABLE %s ENABLE%s TRIGGER %I;', sql, CASE WHEN always THEN ' ALWAYS' ELSE '' END, trigger), ' ' ORDER BY trigger),
    NULL
FROM (
    SELECT guarded.*, tgname AS trigger, tgisinternal AS internal, tgenabled IN ('D', 'R') AS is_off,
        -- Those that keep rows. `pg_dump --data-only --disable-triggers` leaves them as triggers like others.
        tgname ~ '^peristyle_(append_only(_rows)?|number_(rows|truncate)(_[0-9]+)?)$' AS always, tgenabled, tgconstraint
    FROM (
        SELECT oid, schema, name, sql FROM tenant
        -- Versions are kept of global tables too.
        UNION SELECT trunk.oid, trunk.schema, trunk.name, trunk.sql FROM version JOIN trunk ON trunk.oid = version.relation
    ) guarded
    JOIN pg_trigger ON tgrelid = guarded.oid
) found
WHERE is_off AND (internal AND tgconstraint <> 0 OR trigger LIKE 'peristyle\_%') OR always AND tgenabled = 'O'
GROUP BY schema, name, sql, is_off
