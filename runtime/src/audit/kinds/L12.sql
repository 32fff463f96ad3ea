-- L12 policy_missing: no policy holds for the role, which sees and writes nothing.
SELECT schema, name, format('no policy of `%s` holds for the role: it sees no row and writes none', name), renew, NULL
FROM guarded WHERE secured AND NOT EXISTS (SELECT FROM policy WHERE policy.oid = guarded.oid)
