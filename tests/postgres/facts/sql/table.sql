SELECT 'table', of, NULL, jsonb_build_object(
    'kind', CASE relkind WHEN 'p' THEN 'partitioned table' ELSE 'table' END,
    'unlogged', relpersistence = 'u',
    'partition_by', CASE relkind WHEN 'p' THEN pg_get_partkeydef(oid) END,
    'storage_options', to_jsonb(reloptions),
    'inherits', (SELECT jsonb_agg(inhparent::regclass::text) FROM pg_inherits WHERE inhrelid = oid))::text
FROM relation
UNION ALL
SELECT 'partition', of, NULL, jsonb_build_object('name', c.relname, 'bound', pg_get_expr(c.relpartbound, c.oid))::text
FROM relation JOIN pg_inherits i ON i.inhparent = relation.oid JOIN pg_class c ON c.oid = i.inhrelid
WHERE c.relispartition
UNION ALL
SELECT 'column_order', of, NULL, (SELECT jsonb_agg(attname ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = oid AND attnum > 0 AND NOT attisdropped)::text
FROM relation
