-- L20 reference_without_tenant: a row may point at another tenant's.
SELECT schema, name,
    format('the reference `%s` of `%s` does not hold the tenant: a row may point at another tenant''s row of `%s`, and learns whether it is there',
        conname, name, target_name),
    format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY; ALTER TABLE %s NO FORCE ROW LEVEL SECURITY; ', sql, target)
        || CASE WHEN keyed THEN '' ELSE CASE WHEN period THEN 'CREATE EXTENSION IF NOT EXISTS btree_gist; ' ELSE '' END
            || format('ALTER TABLE %s ADD UNIQUE (%s, %s%s); ', target, theirs, target_columns, CASE WHEN period THEN ' WITHOUT OVERLAPS' ELSE '' END) END
        || format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I FOREIGN KEY (%s, %s) REFERENCES %s (%s, %s)%s; ',
            sql, conname, own, CASE WHEN period THEN with_period ELSE columns END, target, theirs,
            CASE WHEN period THEN with_target_period ELSE target_columns END, action)
        || CASE WHEN forced THEN format('ALTER TABLE %s FORCE ROW LEVEL SECURITY; ', sql) ELSE '' END
        || CASE WHEN target_forced AND target <> sql THEN format('ALTER TABLE %s FORCE ROW LEVEL SECURITY;', target) ELSE '' END,
    NULL
FROM (
    SELECT tenant.schema, tenant.name, tenant.sql, tenant.forced, tenant.tenant AS own, reference.conname,
        target.name AS target_name, target.sql AS target, target.forced AS target_forced, target.tenant AS theirs,
        pairs.columns, pairs.target_columns, pairs.with_period, pairs.with_target_period, pairs.period,
        CASE reference.confdeltype WHEN 'c' THEN ' ON DELETE CASCADE' WHEN 'r' THEN ' ON DELETE RESTRICT' WHEN 'd' THEN ' ON DELETE SET DEFAULT'
            WHEN 'n' THEN format(' ON DELETE SET NULL (%s)', pairs.columns) ELSE '' END AS action,
        EXISTS (
            SELECT FROM pg_index index
            WHERE index.indrelid = reference.confrelid AND index.indisunique AND index.indisexclusion = pairs.period AND index.indpred IS NULL AND index.indexprs IS NULL
                AND index.indnkeyatts = cardinality(pairs.keys) + 1
                AND (string_to_array(index.indkey::text, ' ')::int2[])[1:index.indnkeyatts] @> (pairs.keys || target.attnum)
        ) AS keyed
    FROM reference
    JOIN tenant ON tenant.oid = reference.conrelid JOIN tenant target ON target.oid = reference.confrelid
    -- The columns without what may stand for the tenant already.
    CROSS JOIN LATERAL (
        SELECT string_agg(quote_ident(own.attname), ', ' ORDER BY place) AS columns,
            string_agg(quote_ident(theirs.attname), ', ' ORDER BY place) AS target_columns, array_agg(pair.theirs) AS keys,
            -- PostgreSQL 18 has foreign keys whose last column is a period.
            coalesce(to_jsonb(reference) -> 'conperiod' = 'true', false) AS period,
            string_agg(CASE place WHEN cardinality(reference.conkey) THEN 'PERIOD ' ELSE '' END || quote_ident(own.attname), ', ' ORDER BY place) AS with_period,
            string_agg(CASE place WHEN cardinality(reference.conkey) THEN 'PERIOD ' ELSE '' END || quote_ident(theirs.attname), ', ' ORDER BY place) AS with_target_period
        FROM unnest(reference.conkey, reference.confkey) WITH ORDINALITY AS pair(own, theirs, place)
        JOIN pg_attribute own ON own.attrelid = tenant.oid AND own.attnum = pair.own
        JOIN pg_attribute theirs ON theirs.attrelid = target.oid AND theirs.attnum = pair.theirs
        WHERE pair.theirs IS DISTINCT FROM target.attnum
    ) pairs
    WHERE NOT target.is_root AND tenant.tenant IS NOT NULL AND target.tenant IS NOT NULL AND NOT EXISTS (
        SELECT FROM unnest(reference.conkey, reference.confkey) AS pair(own, theirs)
        WHERE pair.own = tenant.attnum AND pair.theirs = target.attnum
    )
) found
