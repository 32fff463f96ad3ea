SELECT format('%s.%s', w.schema, w.name), a.attname::text, format_type(a.atttypid, NULL), s.null_frac, s.avg_width, s.n_distinct, s.correlation,
    CASE WHEN $3 THEN s.most_common_vals::text END, CASE WHEN $3 THEN s.most_common_freqs END, CASE WHEN $3 THEN s.histogram_bounds::text END
FROM unnest($1::text[], $2::text[]) AS w (schema, name)
JOIN pg_namespace n ON n.nspname = w.schema
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = w.name AND c.relkind IN ('r', 'p', 'i')
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
JOIN pg_stats s ON s.schemaname = w.schema AND s.tablename = w.name AND s.attname = a.attname AND s.inherited = (c.relkind = 'p')
ORDER BY format('%s.%s', w.schema, w.name) COLLATE "C", a.attnum
