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
            AND NOT EXISTS (
                -- What deletes and restores rows of either table, and completes that.
                SELECT FROM unnest(ARRAY[child.oid, parent.oid]) AS place(oid)
                CROSS JOIN unnest(ARRAY['peristyle_delete_begin', 'peristyle_delete_lock', 'peristyle_delete_settle', 'peristyle_delete_end']) AS needed(name)
                WHERE EXISTS (SELECT FROM moment WHERE moment.relation = place.oid AND field = 'deleted_at')
                    AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = place.oid AND tgname = needed.name)
            )
            AND (
                reference.confdeltype <> 'c'
                OR NOT EXISTS (SELECT FROM moment WHERE moment.relation = child.oid AND field = 'deleted_at')
                OR EXISTS (SELECT FROM pg_trigger WHERE tgrelid = parent.oid AND tgname = 'peristyle_delete_rows')
            )
            AND (
                -- A soft-deleted row may take over a key that can be changed: one beside the tenant and the id.
                EXISTS (SELECT FROM pg_trigger WHERE tgrelid = parent.oid AND tgname = 'peristyle_delete_key')
                OR NOT EXISTS (
                    SELECT FROM pg_attribute theirs
                    LEFT JOIN pg_attrdef value ON value.adrelid = theirs.attrelid AND value.adnum = theirs.attnum
                    WHERE theirs.attrelid = parent.oid AND theirs.attnum = ANY (reference.confkey)
                        AND NOT EXISTS (SELECT FROM tenant above WHERE above.oid = parent.oid AND above.attnum = theirs.attnum)
                        AND NOT (
                            (theirs.atttypid = 'uuid'::regtype OR theirs.attidentity <> '' OR coalesce(pg_get_expr(value.adbin, value.adrelid) LIKE 'nextval(%', FALSE))
                            AND EXISTS (SELECT FROM pg_index WHERE indrelid = parent.oid AND indisprimary AND theirs.attnum = ANY (indkey))
                        )
                )
            ) AS honoured
    FROM reference
    JOIN tenant child ON child.oid = reference.conrelid
    JOIN relation parent ON parent.oid = reference.confrelid
    JOIN moment ON moment.relation = parent.oid AND field = 'deleted_at'
    WHERE NOT EXISTS (SELECT FROM root WHERE root.relation = parent.oid)
        -- One that is not enforced is L28. The column is there from PostgreSQL 18.
        AND coalesce((to_jsonb(reference) ->> 'conenforced')::boolean, true)
) found
WHERE NOT honoured
