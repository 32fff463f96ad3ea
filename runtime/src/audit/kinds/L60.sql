-- L60 trigger_missing: a table without a trigger that numbers its rows or keeps their versions.
SELECT schema, name, format('`%s` has no trigger `%s`: %s', name, trigger, harm), NULL, NULL
FROM (
    SELECT counter.schema, counter.of AS name, 'peristyle_number_' || needed.trigger AS trigger, format(needed.harm, counter.number) AS harm
    FROM counter
    CROSS JOIN LATERAL (
        SELECT coalesce(bool_or(function.prosrc LIKE '%which leaves a gap in%'), FALSE) AS without_gaps
        FROM pg_trigger JOIN pg_proc function ON function.oid = tgfoid
        WHERE tgrelid = counter.relation AND strpos(function.prosrc, format('%I AS counter', counter.name)) > 0
    ) numbers
    CROSS JOIN (VALUES
        ('take', 'rows are inserted without `%s`', FALSE),
        ('end', 'the next rows get the same `%s` again', FALSE),
        ('kept', '`%s` can be changed', FALSE),
        ('begin', 'rows of the same statement wait for each other by `%s`', FALSE),
        ('rows', 'a delete leaves a gap in `%s`', TRUE),
        ('truncate', 'TRUNCATE leaves a gap in `%s`', TRUE)
    ) AS needed(trigger, harm, only_without_gaps)
    WHERE (needed.trigger <> 'begin' OR counter.kind = 'p') AND (numbers.without_gaps OR NOT needed.only_without_gaps)
        AND NOT EXISTS (
            SELECT FROM pg_trigger JOIN pg_proc function ON function.oid = tgfoid
            WHERE tgrelid = counter.relation AND tgname ~ ('^peristyle_number_' || needed.trigger || '(_[0-9]+)?$')
                AND CASE
                    WHEN needed.trigger IN ('take', 'end') THEN strpos(function.prosrc, format('%I AS counter', counter.name)) > 0
                    WHEN needed.trigger = 'begin' THEN function.prosrc LIKE '%''peristyle.numbers\_%'
                    ELSE tgargs = convert_to(counter.number, getdatabaseencoding()) || '\x00'::bytea
                END
        )
    UNION ALL
    SELECT version.schema, version.of, needed.trigger, needed.harm
    FROM version
    CROSS JOIN (VALUES
        ('peristyle_history', 'rows are changed and deleted without a version'),
        ('peristyle_history_truncate', 'TRUNCATE deletes rows without a version'),
        ('peristyle_history_insert', 'a row may begin before the one ended that had its key')
    ) AS needed(trigger, harm)
    WHERE version.relation IS NOT NULL
        AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = version.relation AND tgname = needed.trigger)
        -- A key that is one id does not come back.
        AND (needed.trigger <> 'peristyle_history_insert' OR EXISTS (
            SELECT FROM pg_proc function
            WHERE function.proname LIKE 'peristyle\_%\_history\_insert' AND strpos(function.prosrc, format('%I WHERE (', version.name)) > 0
        ))
) missing
