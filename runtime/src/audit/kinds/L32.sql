-- L32 rule: a rule acts with the rights of the table's owner.
SELECT schema, name, format('the rule `%s` of `%s` rewrites statements, and what it adds runs with the rights of the owner', rulename, name),
    format('DROP RULE %I ON %s;', rulename, sql), NULL
FROM tenant JOIN pg_rewrite ON ev_class = tenant.oid WHERE rulename <> '_RETURN'
