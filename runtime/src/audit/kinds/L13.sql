-- L13 policy_true: a policy lets every row pass.
SELECT schema, name, format('the policy `%s` of `%s` lets every row pass', policy, name), mend, NULL
FROM policy WHERE using_flaw = 'true'
