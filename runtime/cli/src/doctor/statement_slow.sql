-- The statements that take most of the time, of this database.
SELECT '', query,
    format('%s calls, %s ms each, %s %% of the time of all statements; %s rows each', calls, round(mean_exec_time::numeric, 1),
        round((100 * total_exec_time / nullif(sum(total_exec_time) OVER (), 0))::numeric, 1), rows / greatest(calls, 1)),
    format('up to %s s of the time of the server', round((total_exec_time / 1000)::numeric, 1)),
    NULL,
    'see its plan by EXPLAIN, and compare the condition and the order with the indexes of the struct'
FROM pg_stat_statements s
WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND query !~* '^\s*(begin|commit|rollback|set|savepoint|release|copy|create|alter|drop|explain|deallocate)'
    AND mean_exec_time >= $1::float8 AND calls > 1
ORDER BY total_exec_time DESC LIMIT 20
