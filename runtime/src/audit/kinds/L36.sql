-- L36 soft_delete_trigger: a reference to a table with soft deletes without the triggers that honour its on_delete (F07).
SELECT schema, name,
    format('`%s` of `%s` has no triggers for soft deletes of `%s`: a live row may refer to a deleted one', conname, name, target),
    NULL, waiver
FROM (
    SELECT child.schema, child.name, reference.conname, parent.name AS target,
        coalesce(
            substring(child.comment FROM 'Waived live_reference \(F07\): ([^\n]*)'),
            (SELECT min(substring(col_description(child.oid, attnum) FROM 'Waived live_reference \(F07\): ([^\n]*)')) FROM unnest(reference.conkey) attnum)
        ) AS waiver,
        EXISTS (
            SELECT FROM pg_trigger JOIN pg_proc function ON function.oid = tgfoid
            -- The function compares the columns of each reference, whatever the name of the constraint is.
            JOIN pg_attribute own ON own.attrelid = child.oid AND own.attnum = reference.conkey[cardinality(reference.conkey)]
            WHERE tgrelid = child.oid AND tgname = 'peristyle_live_insert' AND strpos(prosrc, format('= r.%I', own.attname)) > 0
        ) AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = child.oid AND tgname = 'peristyle_live_update')
            AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = parent.oid AND tgname = 'peristyle_delete_lock')
            AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = parent.oid AND tgname = 'peristyle_delete_rows') AS honoured
    FROM reference
    JOIN tenant child ON child.oid = reference.conrelid
    JOIN relation parent ON parent.oid = reference.confrelid
    JOIN pg_attribute attribute ON attribute.attrelid = parent.oid AND attname = 'deleted_at' AND NOT attisdropped
    WHERE NOT EXISTS (SELECT FROM root WHERE root.relation = parent.oid)
) found
WHERE NOT honoured
