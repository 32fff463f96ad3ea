SELECT CASE WHEN relation.relispartition THEN 'partition' WHEN relation.relkind = 'f' THEN 'foreign table' ELSE 'table' END, relation.nspname::text,
    CASE WHEN relation.relispartition THEN parent.relname::text ELSE relation.relname::text END, relation.relname::text, json_build_object('ident', relation.ident,
    'on', CASE WHEN relation.relispartition THEN format('%I.%I', parentspace.nspname, parent.relname) ELSE relation.ident END,
    'facts', json_build_object(
        'bound', CASE WHEN relation.relispartition THEN pg_get_expr(relation.relpartbound, relation.oid) END,
        'partitioned by', CASE relation.relkind WHEN 'p' THEN pg_get_partkeydef(relation.oid) END,
        'unlogged', relation.relpersistence = 'u',
        'options', (SELECT json_agg(option ORDER BY option) FROM unnest(relation.reloptions) option),
        'inherits', CASE WHEN NOT relation.relispartition THEN (SELECT json_agg(inhparent::regclass::text ORDER BY inhseqno) FROM pg_inherits WHERE inhrelid = relation.oid) END,
        'tablespace', spcname,
        'row security', relation.relrowsecurity, 'forced row security', relation.relforcerowsecurity,
        -- Of a partition: the triggers of its table that fire in it in another way.
        'triggers', (SELECT json_object_agg(t.tgname, json_build_object('fires', of.states -> t.tgenabled::text, 'in the table', of.states -> own.tgenabled::text))
            FROM pg_trigger t JOIN pg_trigger own ON own.oid = t.tgparentid
            CROSS JOIN (VALUES ('{"O": "in ordinary sessions", "A": "always", "R": "on a replica", "D": "never"}'::jsonb)) of (states)
            WHERE t.tgrelid = relation.oid AND NOT own.tgisinternal AND t.tgenabled <> own.tgenabled),
        'comment', (SELECT description FROM pg_description WHERE objoid = relation.oid AND classoid = 'pg_class'::regclass AND objsubid = 0),
        'grants', (SELECT json_object_agg(role, privileges) FROM (
            SELECT coalesce(r.rolname, 'public') AS role, json_agg(privilege_type ORDER BY privilege_type) AS privileges
            FROM aclexplode(relation.relacl) LEFT JOIN pg_roles r ON r.oid = grantee WHERE grantee <> relation.relowner GROUP BY 1) one)))::text, CASE WHEN $2 THEN json_build_object(
    'detail', json_build_object('kind', relation.relkind, 'rows', relation.reltuples, 'partition_columns', (SELECT json_agg(attname ORDER BY place)
        FROM pg_partitioned_table pt, unnest(pt.partattrs::int2[]) WITH ORDINALITY part (number, place)
        JOIN pg_attribute ON attrelid = relation.oid AND attnum = number WHERE pt.partrelid = relation.oid)),
    'create', CASE WHEN relation.relispartition THEN format('CREATE TABLE %s PARTITION OF %I.%I %s', relation.ident, parentspace.nspname, parent.relname, pg_get_expr(relation.relpartbound, relation.oid)) END,
    'drop', format('DROP %s %s', CASE relation.relkind WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END, relation.ident))::text END
FROM relation LEFT JOIN pg_tablespace ON pg_tablespace.oid = relation.reltablespace
LEFT JOIN pg_inherits i ON relation.relispartition AND inhrelid = relation.oid
LEFT JOIN pg_class parent ON parent.oid = inhparent LEFT JOIN pg_namespace parentspace ON parentspace.oid = parent.relnamespace
