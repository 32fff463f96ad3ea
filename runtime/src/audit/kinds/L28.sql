-- L28 reference_not_checked: a reference that the server does not hold all rows to.
SELECT schema, name,
    format('the reference `%s` of `%s` is %s: a row may point at what is not there, or at another tenant''s row', conname, name,
        CASE WHEN enforced THEN 'NOT VALID' ELSE 'NOT ENFORCED' END),
    -- The policy of a forced table would hide rows from the check.
    format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY; ALTER TABLE %s NO FORCE ROW LEVEL SECURITY; ALTER TABLE %1$s %3$s CONSTRAINT %4$I%5$s;',
        sql, target, CASE WHEN enforced THEN 'VALIDATE' ELSE 'ALTER' END, conname, CASE WHEN enforced THEN '' ELSE ' ENFORCED' END)
        || CASE WHEN forced THEN format(' ALTER TABLE %s FORCE ROW LEVEL SECURITY;', sql) ELSE '' END
        || CASE WHEN target_forced AND target <> sql THEN format(' ALTER TABLE %s FORCE ROW LEVEL SECURITY;', target) ELSE '' END,
    waiver
FROM (
    SELECT tenant.schema, tenant.name, tenant.sql, tenant.forced, reference.conname, target.sql AS target, target.forced AS target_forced,
        -- The column is there from PostgreSQL 18.
        coalesce((to_jsonb(reference) ->> 'conenforced')::boolean, true) AS enforced,
        coalesce(
            substring(tenant.comment FROM 'Waived validated \(C11\): ([^\n]*)'),
            (SELECT min(substring(col_description(tenant.oid, attnum) FROM 'Waived validated \(C11\): ([^\n]*)')) FROM unnest(reference.conkey) attnum)
        ) AS waiver
    FROM reference
    JOIN tenant ON tenant.oid = reference.conrelid
    JOIN relation target ON target.oid = reference.confrelid
    WHERE NOT reference.convalidated
) found
