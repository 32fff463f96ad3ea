-- L15 policy_other: a policy has another condition than the tenant's.
SELECT schema, name,
    format('the policy `%s` of `%s` %s: `%s`', policy, name, CASE using_flaw
        WHEN 'other' THEN format('does not ask `%s`', function_name) ELSE format('does not compare `%s` with the tenant alone', tenant) END, using_text),
    mend, NULL
FROM policy WHERE using_flaw IN ('other', 'form')
