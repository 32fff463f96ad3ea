-- L33 definer_function: a function runs as somebody whom row security does not hold.
SELECT space.nspname, function.proname,
    format('the function `%s` runs as `%s`, who %s, and %s', function.proname, owner.rolname,
        CASE WHEN owner.rolsuper THEN 'is a superuser' WHEN owner.rolbypassrls THEN 'bypasses row level security' ELSE 'owns tables of tenants' END,
        CASE WHEN fired.tables IS NULL THEN 'the role may execute it' ELSE 'a trigger of ' || fired.tables || ' calls it' END),
    format('ALTER ROUTINE %I.%I(%s) SECURITY INVOKER;', space.nspname, function.proname, pg_get_function_identity_arguments(function.oid)), NULL
FROM pg_proc function
JOIN pg_namespace space ON space.oid = function.pronamespace
JOIN pg_roles owner ON owner.oid = function.proowner
CROSS JOIN LATERAL (
    SELECT string_agg(DISTINCT format('`%s`', tenant.name), ', ') AS tables
    FROM pg_trigger JOIN tenant ON tenant.oid = tgrelid WHERE tgfoid = function.oid
) fired
WHERE function.prosecdef AND space.nspname NOT IN ('pg_catalog', 'information_schema')
    AND NOT EXISTS (SELECT FROM context WHERE context.oid = function.oid)
    AND NOT EXISTS (SELECT FROM lookup WHERE lookup.oid = function.oid)
    -- Those of numbers per tenant write the counters, under the same row security. Nobody else may put them on a table.
    AND NOT (
        NOT owner.rolsuper AND NOT owner.rolbypassrls AND function.prorettype = 'trigger'::regtype
        AND function.proname ~ '^peristyle_.*_(take_number|count_numbers)$'
        AND function.prosrc LIKE '%''peristyle.numbers\_%' AND function.prosrc !~* '\mexecute\M'
        AND EXISTS (SELECT FROM unnest(function.proconfig) setting WHERE setting ~ '^search_path=pg_catalog, .*, pg_temp$')
        AND NOT EXISTS (
            SELECT FROM aclexplode(coalesce(function.proacl, acldefault('f', function.proowner))) acl JOIN grantee ON grantee.oid = acl.grantee
        )
        AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgfoid = function.oid AND tgname !~ '^peristyle_number_(take|end)(_[0-9]+)?$')
    )
    AND NOT (
        function.prorettype = 'trigger'::regtype AND function.prosrc ~ {history}
        AND cardinality(function.proconfig) = 2 AND function.proconfig[1] LIKE 'search\_path=pg\_catalog, %, pg\_temp'
        AND function.proconfig[2] = 'row_security=on'
        AND NOT EXISTS (SELECT FROM aclexplode(coalesce(function.proacl, acldefault('f', function.proowner))) acl
            WHERE acl.grantee <> function.proowner)
    )
    AND (owner.rolsuper OR owner.rolbypassrls OR EXISTS (SELECT FROM tenant WHERE tenant.owner = owner.oid))
    AND (fired.tables IS NOT NULL OR function.prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype) AND EXISTS (
        SELECT FROM aclexplode(coalesce(function.proacl, acldefault('f', function.proowner))) acl JOIN grantee ON grantee.oid = acl.grantee
    ))
