-- A foreign key that no index leads with, and a table that is read from end to end.
SELECT format('%s.%s', n.nspname, t.relname), k.conname::text,
    format('no index leads with %s: each delete in `%s` reads all of about %s rows under a lock', columns, target.relname, greatest(t.reltuples, 0)::bigint),
    'such a delete reads the rows that refer, not the table',
    format('CREATE INDEX CONCURRENTLY ON %I.%I (%s)', n.nspname, t.relname, columns),
    'remove `waive(fk_index = ..)`: `#[table]` then emits the index (rule I01)'
FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class target ON target.oid = k.confrelid JOIN pg_namespace n ON n.oid = t.relnamespace
CROSS JOIN LATERAL (SELECT string_agg(quote_ident(attname), ', ' ORDER BY place) AS columns FROM unnest(k.conkey) WITH ORDINALITY key (number, place)
    JOIN pg_attribute ON attrelid = k.conrelid AND attnum = number) x
WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT t.relispartition AND t.reltuples >= $1::float8
    AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = k.conrelid AND i.indisvalid
        AND k.conkey::int2[] <@ (i.indkey::int2[])[0:cardinality(k.conkey) - 1]
        AND (i.indpred IS NULL OR (cardinality(k.conkey) = 1 AND pg_get_expr(i.indpred, i.indrelid) = format('(%s IS NOT NULL)', columns))))
UNION ALL
SELECT format('%s.%s', schemaname, relname), relname::text,
    format('%s queries read the table from end to end, %s rows each', seq_scan, seq_tup_read / seq_scan),
    'a query that finds its rows by an index reads these only',
    NULL,
    'find the query among the slow statements, and declare an `index(..)` for its condition'
FROM pg_stat_user_tables
WHERE seq_scan >= 100 AND seq_tup_read / seq_scan >= greatest($1::float8, 10000) AND seq_scan > coalesce(idx_scan, 0)
ORDER BY 1, 2
