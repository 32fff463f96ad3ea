-- L03 context_changed: the function that says the tenant is not the one that is emitted.
SELECT context.schema, context.name,
    format('`%s` is not the function that peristyle writes: %s', context.name, CASE
        WHEN volatility = 'i' THEN 'it is IMMUTABLE, so that a prepared statement keeps the tenant it was planned for'
        WHEN definer THEN 'it is SECURITY DEFINER, and runs with the rights of its owner'
        WHEN config IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp'] THEN 'its search_path is not pinned, so that what it calls can be replaced'
        ELSE 'its text is another one, so what it returns when no tenant is set is not known; an earlier version of peristyle wrote it, and `migrate new` plans its replacement, or somebody changed it' END),
    renewed, NULL
FROM (
    SELECT context.*, written.body,
        format('CREATE OR REPLACE FUNCTION %s RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS %L;',
            context.sql, written.body) AS renewed
    FROM context
    LEFT JOIN LATERAL (
        SELECT relation.name FROM root JOIN relation ON relation.oid = root.relation WHERE root.context = context.oid LIMIT 1
    ) of ON true
    CROSS JOIN LATERAL (
        SELECT replace(replace({body}, '{setting}', quote_literal(context.setting)), '{hint}', quote_literal(
            format('SET LOCAL %s in the transaction, to an id of %s.', context.setting, coalesce(quote_ident(of.name), 'its root')))) AS body
    ) written
) context
WHERE volatility = 'i' OR definer OR config IS DISTINCT FROM ARRAY['search_path=pg_catalog, pg_temp']
    OR EXISTS (SELECT FROM root WHERE root.context = context.oid) AND source <> body
