-- An index whose build failed, and that nobody builds now.
SELECT format('%s.%s', n.nspname, t.relname) AS table, c.relname::text AS name,
    'the index is invalid: every write maintains it and no query uses it' AS what,
    format('%s, and either queries that use it or cheaper writes', pg_size_pretty(pg_relation_size(c.oid))) AS gain,
    CASE WHEN c.relname ~ '_ccnew\d*$' OR c.relname ~ '_ccold\d*$' THEN format('DROP INDEX CONCURRENTLY %I.%I', n.nspname, c.relname)
        ELSE format('REINDEX INDEX CONCURRENTLY %I.%I', n.nspname, c.relname) END AS mend,
    NULL::text AS write
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = c.oid)
ORDER BY 1, 2
