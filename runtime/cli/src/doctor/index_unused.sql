-- An index that no query has used since the statistics were reset, and that keeps nothing unique and serves no foreign key.
SELECT format('%s.%s', s.schemaname, s.relname), s.indexrelname::text,
    format('no query has used the index since %s', coalesce(to_char(d.stats_reset, 'YYYY-MM-DD'), 'the database was created')),
    format('%s, and one index less to maintain; a replica has statistics of its own', pg_size_pretty(pg_relation_size(s.indexrelid))),
    format('DROP INDEX CONCURRENTLY %I.%I', s.schemaname, s.indexrelname),
    'remove this index from the struct'
FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid JOIN pg_class c ON c.oid = s.indexrelid
JOIN pg_stat_database d ON d.datname = current_database()
WHERE s.idx_scan = 0 AND NOT i.indisunique AND NOT i.indisexclusion AND i.indisvalid AND NOT i.indisreplident AND NOT c.relispartition
    AND pg_relation_size(s.indexrelid) >= $1::float8
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = s.indexrelid)
    AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.conrelid = s.relid
        AND k.conkey::int2[] <@ (i.indkey::int2[])[0:cardinality(k.conkey) - 1])
ORDER BY pg_relation_size(s.indexrelid) DESC, 1, 2
