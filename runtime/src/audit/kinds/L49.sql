-- L49 lookup_role: the role of the look-ups, or their policy, lets more than the look-ups pass.
SELECT schema, of, format('the policy `%s` of `%s` also lets `%s` read every row', name, of, trim('"' FROM role_name)),
    CASE WHEN owners IS NULL THEN format('DROP POLICY %I ON %s;', name, sql) ELSE format('ALTER POLICY %I ON %s TO %s;', name, sql, owners) END, NULL
FROM lookup_policy
WHERE NOT EXISTS (SELECT FROM lookup WHERE lookup.relation = lookup_policy.relation AND lookup.owner = lookup_policy.role
        AND NOT EXISTS (SELECT FROM reach WHERE reach.oid = lookup.owner AND reach.itself))
    -- Where no role of the policy owns a look-up, the owner was changed, which is L35.
    AND (role = 0 OR role IN (SELECT oid FROM reach) OR EXISTS (
        SELECT FROM lookup_policy other JOIN lookup ON lookup.relation = other.relation AND lookup.owner = other.role WHERE other.oid = lookup_policy.oid
    ))
UNION ALL
SELECT DISTINCT schema, of, format('the policy `%s` of `%s` is not for SELECT only', name, of),
    format('DROP POLICY %I ON %s;', name, sql)
        || coalesce(format(' CREATE POLICY %I ON %s FOR SELECT TO %s USING (true);', name, sql, owners), ''), NULL
FROM lookup_policy WHERE command <> 'r'
UNION ALL
SELECT NULL, reach.rolname, format('%s is the look-up role, whose policy lets every row pass', reach.said), reach.leave, NULL
FROM reach JOIN audited ON NOT audited.rolsuper
WHERE NOT reach.itself AND reach.oid IN (SELECT lookup.owner FROM lookup JOIN lookup_policy ON lookup_policy.relation = lookup.relation AND lookup_policy.role = lookup.owner)
UNION ALL
SELECT NULL, rolname, format('the look-up role `%s` %s', rolname, CASE
        WHEN rolsuper THEN 'is a superuser' WHEN rolbypassrls THEN 'bypasses row level security' ELSE 'may log in' END),
    format('ALTER ROLE %I NOLOGIN NOSUPERUSER NOBYPASSRLS;', rolname), NULL
FROM pg_roles WHERE (rolsuper OR rolbypassrls OR rolcanlogin)
    AND oid IN (SELECT lookup.owner FROM lookup JOIN lookup_policy ON lookup_policy.relation = lookup.relation AND lookup_policy.role = lookup.owner)
UNION ALL
SELECT schema, of, format('the look-up role `%s` has %s%s on `%s`, which no look-up needs', trim('"' FROM role_name), type,
        CASE WHEN columns IS NULL THEN '' ELSE format(' (%s)', columns) END, of),
    format('REVOKE %s%s ON %s FROM %s;', type, CASE WHEN columns IS NULL THEN '' ELSE format(' (%s)', columns) END, sql, role_name)
        || CASE WHEN columns IS NULL AND type = 'SELECT' AND needed IS NOT NULL THEN format(' GRANT SELECT (%s) ON %s TO %s;', needed, sql, role_name) ELSE '' END, NULL
FROM (
    SELECT granted.schema, granted.name AS of, granted.sql, granted.role_name, granted.type,
        CASE WHEN granted.attnum = 0 THEN NULL ELSE string_agg(DISTINCT quote_ident(attribute.attname), ', ') END AS columns, granted.needed
    FROM (
        SELECT tenant.oid, tenant.schema, tenant.name, tenant.sql, owner.role_name, acl.attnum, acl.type,
            (SELECT string_agg(format('%I', attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = tenant.oid AND attnum = ANY (reads.columns)) AS needed,
            acl.attnum <> 0 AND acl.type = 'SELECT' AND acl.attnum = ANY (reads.columns) AS is_needed
        FROM tenant
        CROSS JOIN (
            SELECT DISTINCT lookup_policy.role, lookup_policy.role_name FROM lookup_policy
            JOIN lookup ON lookup.relation = lookup_policy.relation AND lookup.owner = lookup_policy.role
        ) owner
        CROSS JOIN LATERAL (
            SELECT array_agg(attnum) AS columns FROM lookup CROSS JOIN unnest(lookup.reads) AS attnum
            WHERE lookup.relation = tenant.oid AND lookup.owner = owner.role
        ) reads
        CROSS JOIN LATERAL (
            SELECT 0 AS attnum, privilege_type AS type FROM aclexplode(tenant.acl) WHERE grantee = owner.role
            UNION ALL
            SELECT attribute.attnum, privilege_type FROM pg_attribute attribute CROSS JOIN aclexplode(attribute.attacl)
            WHERE attribute.attrelid = tenant.oid AND grantee = owner.role
        ) acl
    ) granted
    LEFT JOIN pg_attribute attribute ON attribute.attrelid = granted.oid AND attribute.attnum = granted.attnum AND granted.attnum <> 0
    WHERE is_needed IS NOT TRUE
    GROUP BY granted.schema, granted.name, granted.sql, granted.role_name, granted.type, granted.attnum = 0, granted.needed
) found
