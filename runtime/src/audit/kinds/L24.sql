-- L24 child_readable: a partition or an inheriting table is reached past the policy of its parent.
SELECT schema, name,
    format('the role reaches `%s` directly, where the policy of `%s` does not hold', name, parent),
    (SELECT string_agg(DISTINCT format('REVOKE ALL ON %s FROM %s;', branch.sql, grantee), ' ') FROM privilege WHERE relation = branch.oid),
    NULL
FROM branch
WHERE NOT (secured AND forced AND kind <> 'f') AND EXISTS (SELECT FROM privilege WHERE relation = branch.oid)
