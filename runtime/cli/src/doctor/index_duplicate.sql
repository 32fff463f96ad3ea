-- An index that another one serves: the same keys, or the first of them.
WITH one AS (
    SELECT i.*, c.relname AS name, t.relname AS relname, n.nspname, am.amname, pg_relation_size(c.oid) AS size,
        string_to_array(i.indkey::text, ' ') AS keys, string_to_array(i.indclass::text, ' ') AS classes,
        string_to_array(i.indcollation::text, ' ') AS collations, string_to_array(i.indoption::text, ' ') AS options,
        coalesce(pg_get_expr(i.indpred, i.indrelid), '') AS predicate, coalesce(pg_get_expr(i.indexprs, i.indrelid), '') AS expressions,
        EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid) AS is_used
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am am ON am.oid = c.relam
    JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace
    WHERE i.indisvalid AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
)
SELECT format('%s.%s', less.nspname, less.relname), less.name::text,
    format(CASE WHEN less.indnatts = more.indnatts THEN 'the index has the keys of `%s`' ELSE 'the keys of the index are the first keys of `%s`' END, more.name),
    format('%s, and one index less to maintain', pg_size_pretty(less.size)),
    format('DROP INDEX CONCURRENTLY %I.%I', less.nspname, less.name),
    'remove this index from the struct (rule I02)'
FROM one less JOIN LATERAL (
    SELECT * FROM one more WHERE more.indrelid = less.indrelid AND more.indexrelid <> less.indexrelid
        AND more.amname = less.amname AND more.predicate = less.predicate AND more.expressions = less.expressions
        AND more.keys[1:less.indnkeyatts] = less.keys[1:less.indnkeyatts] AND more.classes[1:less.indnkeyatts] = less.classes[1:less.indnkeyatts]
        AND more.collations[1:less.indnkeyatts] = less.collations[1:less.indnkeyatts] AND more.options[1:less.indnkeyatts] = less.options[1:less.indnkeyatts]
        AND CASE WHEN more.indnatts = less.indnatts
            -- Of two alike, the one of a constraint stays, then the unique one, then the older.
            THEN (more.is_used, more.indisunique, less.indexrelid) > (less.is_used, less.indisunique, more.indexrelid)
            ELSE less.amname = 'btree' AND less.indnatts = less.indnkeyatts AND less.expressions = '' AND more.indnkeyatts > less.indnkeyatts END
    ORDER BY more.indnatts, more.indexrelid LIMIT 1
) more ON true
WHERE NOT less.is_used AND (NOT less.indisunique OR (more.indisunique AND more.indnkeyatts = less.indnkeyatts)) AND NOT less.indisexclusion
ORDER BY 1, 2
