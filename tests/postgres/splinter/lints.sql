-- What Supabase's splinter looks for in a schema, said again in our words: a name of its own, its level, and what is found. Its roles `anon` and
-- `authenticated` are PUBLIC here: whatever these may do by default.
WITH relation AS (
    SELECT c.*, n.nspname AS schema, format('%I.%I', n.nspname, c.relname) AS named
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY ($1) AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
), base AS (
    SELECT * FROM relation WHERE relkind IN ('r', 'p')
), exposed AS (
    SELECT relation.* FROM relation CROSS JOIN LATERAL aclexplode(coalesce(relacl, acldefault('r', relowner)))
    WHERE grantee = 0 AND privilege_type = 'SELECT'
), policy AS (
    SELECT p.*, base.named, base.relrowsecurity, pg_get_expr(polqual, polrelid) AS reads, pg_get_expr(polwithcheck, polrelid) AS writes
    FROM pg_policy p JOIN base ON base.oid = polrelid
), routine AS (
    SELECT p.*, format('%I.%I', n.nspname, p.proname) AS named FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = ANY ($1) AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
)
SELECT '0001_unindexed_foreign_keys', 'INFO', format('%s %s', named, conname)
FROM pg_constraint k JOIN base ON base.oid = conrelid
WHERE contype = 'f' AND NOT EXISTS (
    SELECT FROM pg_index i WHERE i.indrelid = conrelid AND (i.indkey::int2[])[0:cardinality(conkey) - 1] @> conkey)
UNION ALL
SELECT '0003_auth_rls_initplan', 'WARN', format('%s %s', named, polname) FROM policy
WHERE concat(reads, ' ', writes) ~ '(auth\.\w+|current_setting|current_\w+_id)\(' AND concat(reads, ' ', writes) !~* '\(\s*select\s+[\w."]+\('
UNION ALL
SELECT '0004_no_primary_key', 'INFO', named FROM base
WHERE NOT relispartition AND NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = base.oid AND contype = 'p')
UNION ALL
SELECT '0006_multiple_permissive_policies', 'WARN', min(named) FROM policy, unnest(polroles) role, unnest(
    CASE polcmd WHEN '*' THEN '{r,a,w,d}'::text[] ELSE ARRAY[polcmd::text] END) command
WHERE polpermissive GROUP BY polrelid, role, command HAVING count(*) > 1
UNION ALL
SELECT '0007_policy_exists_rls_disabled', 'ERROR', format('%s %s', named, polname) FROM policy WHERE NOT relrowsecurity
UNION ALL
SELECT '0008_rls_enabled_no_policy', 'INFO', named FROM base
WHERE relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = base.oid)
UNION ALL
SELECT '0009_duplicate_index', 'WARN', string_agg(indexrelid::regclass::text, ', ') FROM pg_index JOIN base ON base.oid = indrelid
GROUP BY indrelid, regexp_replace(pg_get_indexdef(indexrelid), ' INDEX .+ ON ', ' INDEX ON ') HAVING count(*) > 1
UNION ALL
SELECT '0010_security_definer_view', 'ERROR', named FROM exposed
WHERE relkind = 'v' AND NOT coalesce(reloptions::text, '') ~* 'security_invoker=(true|on|yes|1)'
UNION ALL
SELECT '0011_function_search_path_mutable', 'WARN', named FROM routine
WHERE NOT EXISTS (SELECT FROM unnest(proconfig) setting WHERE setting LIKE 'search_path=%')
UNION ALL
SELECT '0013_rls_disabled_in_public', 'ERROR', named FROM exposed WHERE relkind IN ('r', 'p') AND NOT relrowsecurity
UNION ALL
SELECT '0014_extension_in_public', 'WARN', extname::text FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace
WHERE nspname = 'public' AND extname <> ALL ($2)
UNION ALL
SELECT '0015_rls_references_user_metadata', 'ERROR', format('%s %s', named, polname) FROM policy
WHERE concat(reads, ' ', writes) ~ 'user_metadata'
UNION ALL
SELECT '0016_materialized_view_in_api', 'WARN', named FROM exposed WHERE relkind = 'm'
UNION ALL
SELECT '0017_foreign_table_in_api', 'WARN', named FROM exposed WHERE relkind = 'f'
UNION ALL
SELECT '0018_unsupported_reg_types', 'WARN', format('%s %s', named, attname) FROM base JOIN pg_attribute a ON attrelid = base.oid AND attnum > 0
WHERE atttypid IN ('regcollation'::regtype, 'regconfig'::regtype, 'regdictionary'::regtype, 'regnamespace'::regtype, 'regoper'::regtype,
    'regoperator'::regtype, 'regproc'::regtype, 'regprocedure'::regtype)
UNION ALL
SELECT '0023_sensitive_columns_exposed', 'ERROR', format('%s %s', named, attname) FROM exposed JOIN pg_attribute ON attrelid = exposed.oid
WHERE NOT relrowsecurity AND attnum > 0 AND attname ~* 'passw|secret|api_key|token|ssn|passport|tax_id|credit_card|card_number|cvv|iban|private_key'
UNION ALL
SELECT '0024_permissive_rls_policy', 'WARN', format('%s %s', named, polname) FROM policy
WHERE polpermissive AND 0 = ANY (polroles) AND (coalesce(reads, '-') IN ('true', '(1 = 1)') OR writes IN ('true', '(1 = 1)') OR (reads IS NULL AND polcmd <> 'a'))
UNION ALL
SELECT '0028_anon_security_definer_function_executable', 'WARN', named
FROM routine CROSS JOIN LATERAL aclexplode(coalesce(proacl, acldefault('f', proowner))) WHERE prosecdef AND grantee = 0
