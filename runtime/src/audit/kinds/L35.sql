-- L35 lookup_function: a function that returns the tenant of a row is not the one that is emitted.
SELECT DISTINCT lookup.schema, lookup.name, format('`%s` is not the look-up that peristyle writes: %s', lookup.name, flaw.text), flaw.mend, NULL
FROM lookup
CROSS JOIN LATERAL (
    SELECT min(role_name) AS role, bool_or(lookup_policy.role = lookup.owner) AS is_owner
    FROM lookup_policy WHERE lookup_policy.relation = lookup.relation AND lookup_policy.role <> 0
        AND NOT EXISTS (SELECT FROM reach WHERE reach.oid = lookup_policy.role)
) policy
CROSS JOIN LATERAL (VALUES
    (NOT lookup.definer, 'it is not SECURITY DEFINER, so row level security hides what it looks for',
        format('ALTER FUNCTION %s SECURITY DEFINER;', lookup.sql)),
    (lookup.config IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp'], 'its search_path is not pinned, so that what it calls can be replaced',
        format('ALTER FUNCTION %1$s RESET ALL; ALTER FUNCTION %1$s SET search_path = pg_catalog, pg_temp;', lookup.sql)),
    (lookup.is_public, 'every role may execute it', format('REVOKE ALL ON FUNCTION %s FROM PUBLIC;', lookup.sql)),
    (lookup.name NOT LIKE '%\_tenants\_in\_queue' AND lookup.body NOT LIKE '%$1%', 'it does not compare with its argument', NULL),
    (policy.role IS NOT NULL AND NOT policy.is_owner, format('it runs as `%s`, who is not the look-up role', pg_get_userbyid(lookup.owner)),
        format('GRANT CREATE ON SCHEMA %1$I TO %3$s; ALTER FUNCTION %2$s OWNER TO %3$s; REVOKE CREATE ON SCHEMA %1$I FROM %3$s;',
            lookup.schema, lookup.sql, policy.role))
) AS flaw(is_there, text, mend)
WHERE flaw.is_there
UNION ALL
SELECT space.nspname, function.proname,
    format('the function `%s` runs as `%s`, the look-up role, and is not a look-up', function.proname, pg_get_userbyid(function.proowner)),
    format('ALTER ROUTINE %I.%I(%s) SECURITY INVOKER;', space.nspname, function.proname, pg_get_function_identity_arguments(function.oid)), NULL
FROM pg_proc function
JOIN pg_namespace space ON space.oid = function.pronamespace
WHERE function.prosecdef AND EXISTS (SELECT FROM lookup_policy JOIN lookup ON lookup.relation = lookup_policy.relation
        WHERE lookup_policy.role = function.proowner AND lookup.owner = function.proowner)
    AND NOT EXISTS (SELECT FROM lookup WHERE lookup.oid = function.oid)
