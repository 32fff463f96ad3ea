-- L04 context_slow: the function that says the tenant is called too often, or keeps plans from being parallel.
SELECT schema, name,
    format('`%s` is %s', name, CASE volatility WHEN 'v' THEN 'VOLATILE, so that no index serves a policy that asks it' ELSE
        'not PARALLEL SAFE, so that no query on a table of a tenant is parallel' END),
    format('ALTER FUNCTION %s STABLE PARALLEL SAFE;', sql), NULL
FROM context WHERE volatility = 'v' OR volatility = 's' AND parallel <> 's'
