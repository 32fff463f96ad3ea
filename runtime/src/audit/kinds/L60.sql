-- L60 trigger_missing: a table without a trigger that numbers its rows or keeps their versions.
SELECT schema, name, format('`%s` has no trigger `%s`: %s', name, trigger, harm), mend, NULL
FROM (
    SELECT counter.schema, counter.of AS name, 'peristyle_number_' || needed.trigger AS trigger, format(needed.harm, counter.number) AS harm, NULL AS mend
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
    SELECT version.schema, version.of, needed.trigger, needed.harm, NULL
    FROM version
    CROSS JOIN (VALUES
        ('peristyle_history', 'rows are changed and deleted without a version', TRUE),
        ('peristyle_history_update', 'rows are changed without a version', FALSE),
        ('peristyle_history_delete', 'rows are deleted without a version', FALSE),
        ('peristyle_history_truncate', 'TRUNCATE deletes rows without a version', NULL),
        ('peristyle_history_insert', 'a row may begin before the one ended that had its key', NULL)
    ) AS needed(trigger, harm, of_partitioned)
    WHERE version.relation IS NOT NULL AND coalesce(needed.of_partitioned = (version.kind = 'p'), TRUE)
        -- A trigger of each row, which tables had before, keeps the versions of both.
        AND NOT EXISTS (
            SELECT FROM pg_trigger WHERE tgrelid = version.relation
                AND tgname = ANY (ARRAY[needed.trigger, CASE WHEN NOT needed.of_partitioned THEN 'peristyle_history' END])
        )
        -- A key that is one id does not come back.
        AND (needed.trigger <> 'peristyle_history_insert' OR EXISTS (
            SELECT FROM pg_proc function
            WHERE function.proname LIKE 'peristyle\_%\_history\_insert' AND strpos(function.prosrc, format('%I WHERE (', version.name)) > 0
        ))
    UNION ALL
    -- The server gives a partition no trigger of statements of its table: one that another program makes has none.
    SELECT part.schema, part.name, above.tgname::text,
        CASE above.tgname WHEN 'peristyle_history_truncate' THEN 'TRUNCATE deletes rows without a version'
            WHEN 'peristyle_append_only' THEN 'TRUNCATE deletes rows that are kept' ELSE 'TRUNCATE leaves a gap in its numbers' END,
        format('CREATE TRIGGER %I BEFORE %sTRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION %I.%I%s;', above.tgname,
            CASE above.tgname WHEN 'peristyle_append_only' THEN 'UPDATE OR DELETE OR ' ELSE '' END, part.sql, space.nspname,
            function.proname, substring(pg_get_triggerdef(above.oid) FROM '\(.*\)$'))
            || CASE above.tgenabled WHEN 'A' THEN format(' ALTER TABLE %s ENABLE ALWAYS TRIGGER %I;', part.sql, above.tgname) ELSE '' END
    FROM child
    JOIN relation part ON part.oid = child.oid
    JOIN pg_class class ON class.oid = part.oid AND class.relispartition
    JOIN pg_trigger above ON above.tgrelid = child.parent AND above.tgname ~ '^peristyle_(append_only|history_truncate|number_truncate(_[0-9]+)?)$'
    JOIN pg_proc function ON function.oid = above.tgfoid
    JOIN pg_namespace space ON space.oid = function.pronamespace
    WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = part.oid AND tgname = above.tgname)
) missing
