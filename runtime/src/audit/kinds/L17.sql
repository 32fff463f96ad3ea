-- L17 policy_commands: no policy holds for some of the commands.
SELECT schema, name, format('no policy of `%s` holds for %s, which finds no row', name, missing), renew, NULL
FROM (
    SELECT DISTINCT schema, name, renew,
        (SELECT string_agg(command.name, ' and ' ORDER BY command.name)
            FROM (VALUES ('r', 'SELECT'), ('a', 'INSERT'), ('w', 'UPDATE'), ('d', 'DELETE')) command(code, name)
            WHERE NOT EXISTS (
                SELECT FROM policy covering WHERE covering.oid = policy.oid AND covering.command IN ('*', command.code::"char")
            )) AS missing
    FROM policy WHERE secured
) found
WHERE missing IS NOT NULL
