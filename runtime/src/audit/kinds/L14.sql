-- L14 policy_or: a policy lets rows pass on another condition as well.
SELECT schema, name, format('the policy `%s` of `%s` has an OR, which is a way round the tenant and costs the index: `%s`', policy, name, using_text),
    mend, NULL
FROM policy WHERE using_flaw = 'or'
