-- L18 policy_per_row: a policy asks for the tenant once a row.
SELECT schema, name,
    format('the policy `%s` of `%s` calls `%s` for each row: it belongs in a sub-select, `%s`', policy, name, function_name, condition),
    format('ALTER POLICY %I ON %s', policy, sql) || CASE WHEN using_text IS NULL THEN '' ELSE format(' USING (%s)', condition) END
        || CASE WHEN check_text IS NULL THEN '' ELSE format(' WITH CHECK (%s)', condition) END || ';',
    NULL
FROM policy WHERE sound AND 'row' IN (using_flaw, check_flaw)
