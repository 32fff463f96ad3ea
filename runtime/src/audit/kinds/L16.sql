-- L16 policy_check: a policy lets rows be written that it would not show.
SELECT schema, name, format('the policy `%s` of `%s` lets rows be written for other tenants: WITH CHECK `%s`', policy, name, check_text), mend, NULL
FROM policy WHERE coalesce(using_flaw, 'row') = 'row' AND coalesce(check_flaw, 'row') <> 'row'
