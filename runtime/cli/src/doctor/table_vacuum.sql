-- Tables in which dead rows pile up, and tables whose transaction ids grow old.
SELECT format('%s.%s', schemaname, relname), relname::text,
    format('%s dead rows beside %s live ones; last vacuumed %s', n_dead_tup, n_live_tup,
        coalesce(to_char(greatest(last_vacuum, last_autovacuum), 'YYYY-MM-DD HH24:MI'), 'never')),
    'space is used again, and scans skip what is dead',
    format('VACUUM (ANALYZE) %I.%I', schemaname, relname),
    'with(autovacuum_vacuum_scale_factor = 0.02)'
FROM pg_stat_user_tables
WHERE n_dead_tup >= 10000 AND n_dead_tup > n_live_tup * 0.4
UNION ALL
SELECT format('%s.%s', n.nspname, c.relname), c.relname::text,
    format('the oldest transaction id is %s transactions old, of 2,000 million', age(c.relfrozenxid)),
    'the server does not stop accepting writes',
    format('VACUUM (FREEZE) %I.%I', n.nspname, c.relname), NULL
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^pg_' AND age(c.relfrozenxid) > 1000000000
ORDER BY 1, 2
