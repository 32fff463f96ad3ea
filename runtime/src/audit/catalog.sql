WITH RECURSIVE
-- The role, and every role that it acts as or may turn into by SET ROLE. A superuser needs nobody else.
audited AS MATERIALIZED (
    SELECT oid, rolname, rolsuper FROM pg_roles WHERE rolname = $1::text
),
reach AS MATERIALIZED (
    SELECT
        role.oid, role.rolname, role.rolsuper, role.rolbypassrls, role.rolreplication, role.rolcreaterole,
        role.oid = audited.oid AS itself,
        CASE WHEN role.oid = audited.oid THEN format('`%s`', role.rolname)
            ELSE format('`%s`, which `%s` may become,', role.rolname, audited.rolname) END AS said,
        -- What takes the role out of reach: the memberships of the audited role through which it is reached.
        (SELECT string_agg(format('REVOKE %I FROM %I;', giver.rolname, audited.rolname), ' ' ORDER BY giver.rolname)
            FROM pg_auth_members member JOIN pg_roles giver ON giver.oid = member.roleid
            WHERE member.member = audited.oid
                AND (giver.oid = role.oid OR NOT giver.rolsuper AND pg_has_role(giver.oid, role.oid, 'MEMBER'))) AS leave
    FROM audited
    JOIN pg_roles role ON role.oid = audited.oid OR NOT audited.rolsuper AND pg_has_role(audited.oid, role.oid, 'MEMBER')
),
grantee AS MATERIALIZED (
    SELECT oid, quote_ident(rolname) AS name FROM reach
    UNION ALL SELECT 0, 'PUBLIC'
),
relation AS MATERIALIZED (
    SELECT class.oid, space.nspname AS schema, class.relname AS name, format('%I.%I', space.nspname, class.relname) AS sql,
        class.relkind AS kind, class.relrowsecurity AS secured, class.relforcerowsecurity AS forced, class.relowner AS owner,
        class.relacl AS acl, class.relnamespace AS space, class.reloptions AS options,
        obj_description(class.oid, 'pg_class') AS comment
    FROM pg_class class JOIN pg_namespace space ON space.oid = class.relnamespace
    WHERE class.relkind IN ('r', 'p', 'f', 'v', 'm')
        AND space.nspname NOT IN ('pg_catalog', 'information_schema') AND space.nspname !~ '^pg_(toast|temp)'
),
-- What a grant gives the role directly, and on which column; 0 stands for all. Owners need no grant.
privilege AS MATERIALIZED (
    SELECT relation.oid AS relation, 0 AS attnum, acl.privilege_type AS type, grantee.name AS grantee
    FROM relation CROSS JOIN aclexplode(relation.acl) acl JOIN grantee ON grantee.oid = acl.grantee
    WHERE acl.grantee <> relation.owner
    UNION ALL
    SELECT relation.oid, attribute.attnum, acl.privilege_type, grantee.name
    FROM relation JOIN pg_attribute attribute ON attribute.attrelid = relation.oid AND attribute.attacl IS NOT NULL
    CROSS JOIN aclexplode(attribute.attacl) acl JOIN grantee ON grantee.oid = acl.grantee
    WHERE acl.grantee <> relation.owner
),
-- Partitions and inheriting tables, each with every table above it.
child(oid, parent) AS (
    SELECT inherits.inhrelid, inherits.inhparent FROM pg_inherits inherits JOIN relation ON relation.oid = inherits.inhrelid
    UNION
    SELECT child.oid, inherits.inhparent FROM child JOIN pg_inherits inherits ON inherits.inhrelid = child.parent
),
trunk AS MATERIALIZED (
    SELECT relation.* FROM relation
    WHERE relation.kind IN ('r', 'p', 'f') AND NOT EXISTS (SELECT FROM child WHERE child.oid = relation.oid)
),
asks AS MATERIALIZED (
    SELECT depends.objid AS policy, depends.refobjid AS function FROM pg_depend depends
    WHERE depends.classid = 'pg_policy'::regclass AND depends.refclassid = 'pg_proc'::regclass
),
-- The functions that say the tenant: those that read `peristyle.<root>_id` and are called after it or asked by a policy.
context AS MATERIALIZED (
    SELECT named.*, substr(setting, 11) AS tail FROM (
        SELECT
            function.oid, space.nspname AS schema, function.proname AS name, function.prorettype AS type,
            format('%I.%I()', space.nspname, function.proname) AS sql, function.proowner AS owner, function.pronamespace AS space,
            function.provolatile AS volatility, function.proparallel AS parallel, function.prosecdef AS definer,
            function.proconfig AS config, function.prosrc AS source, asked,
            coalesce(
                (regexp_match(coalesce(pg_get_function_sqlbody(function.oid), function.prosrc), '''(peristyle\.[^'']+)'''))[1],
                CASE WHEN asked AND function.proname LIKE 'current\_%\_id' THEN 'peristyle.' || substr(function.proname, 9) END
            ) AS setting
        FROM pg_proc function
        JOIN pg_namespace space ON space.oid = function.pronamespace
        CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM asks WHERE asks.function = function.oid) AS asked) policies
        WHERE function.pronargs = 0 AND function.prokind = 'f' AND function.prorettype = 'uuid'::regtype
            AND space.nspname NOT IN ('pg_catalog', 'information_schema') AND space.nspname !~ '^pg_temp'
    ) named
    WHERE setting IS NOT NULL AND (asked OR name = 'current_' || substr(setting, 11))
),
reference AS MATERIALIZED (
    SELECT reference.* FROM pg_constraint reference
    JOIN trunk ON trunk.oid = reference.conrelid JOIN trunk target ON target.oid = reference.confrelid
    WHERE reference.contype = 'f' AND reference.conparentid = 0
),
sole_key AS (
    SELECT indrelid AS relation, indkey[0] AS attnum FROM pg_index WHERE indisprimary AND indnkeyatts = 1
),
-- The one column that a policy compares with the tenant. A policy over several columns says nothing about either.
compared AS MATERIALIZED (
    SELECT policy.polrelid AS relation, min(depends.refobjsubid)::int2 AS attnum, min(asks.function) AS context
    FROM pg_policy policy
    JOIN asks ON asks.policy = policy.oid JOIN context ON context.oid = asks.function
    JOIN pg_depend depends ON depends.classid = 'pg_policy'::regclass AND depends.objid = policy.oid
        AND depends.refclassid = 'pg_class'::regclass AND depends.refobjid = policy.polrelid AND depends.refobjsubid > 0
    GROUP BY policy.oid, policy.polrelid
    HAVING count(DISTINCT depends.refobjsubid) = 1 AND count(DISTINCT asks.function) = 1
),
-- The table whose rows are the tenants, one for each function: a tenant column refers to its key, or its policy compares it.
root AS MATERIALIZED (
    SELECT DISTINCT ON (context) relation, attnum, context FROM (
        SELECT reference.confrelid AS relation, sole_key.attnum, context.oid AS context, CASE context.schema WHEN target.schema THEN 1 ELSE 3 END AS rank
        FROM reference
        JOIN trunk target ON target.oid = reference.confrelid
        JOIN pg_attribute attribute ON attribute.attrelid = reference.conrelid AND attribute.attnum = reference.conkey[1]
        JOIN context ON context.tail = attribute.attname
        JOIN sole_key ON sole_key.relation = reference.confrelid AND sole_key.attnum = reference.confkey[1]
        WHERE cardinality(reference.conkey) = 1 AND (context.schema = target.schema
            OR NOT EXISTS (SELECT FROM context nearer WHERE nearer.tail = context.tail AND nearer.schema = target.schema))
        UNION ALL
        SELECT reference.confrelid, sole_key.attnum, compared.context, 1
        FROM reference
        JOIN compared ON compared.relation = reference.conrelid AND compared.attnum = reference.conkey[1]
        JOIN sole_key ON sole_key.relation = reference.confrelid AND sole_key.attnum = reference.confkey[1]
        WHERE cardinality(reference.conkey) = 1
        UNION ALL
        SELECT compared.relation, compared.attnum, compared.context, 2
        FROM compared JOIN sole_key USING (relation, attnum)
    ) evidence
    ORDER BY context, rank, relation
),
-- References of global tables to a root, under the waiver of P04. They are a sign of nothing, and L55 lists them.
waived_reference AS MATERIALIZED (
    SELECT reference.oid, reference.conrelid, reference.confrelid, reference.conkey, reference.confdeltype, waiver
    FROM reference
    JOIN root ON root.relation = reference.confrelid
    JOIN trunk ON trunk.oid = reference.conrelid
    CROSS JOIN LATERAL (
        SELECT min(substring(comment from 'Waived no_global_to_tenant \(P04\): ([^\n]*)')) AS waiver
        FROM (SELECT trunk.comment UNION ALL SELECT col_description(trunk.oid, attnum) FROM unnest(reference.conkey) AS attnum) AS said(comment)
    ) waived
    WHERE waiver IS NOT NULL AND NOT EXISTS (SELECT FROM compared WHERE compared.relation = trunk.oid)
),
-- The timestamps of rows: by their usual names, else by what databases call them beside `createdAt`, where the column is what rule T01 adds.
moment AS MATERIALIZED (
    SELECT DISTINCT ON (relation, field) relation, attnum, name, field FROM (
        SELECT trunk.oid AS relation, attribute.attnum, attribute.attname AS name, usual.field, attribute.attname <> usual.field AS is_other
        FROM trunk
        JOIN pg_attribute attribute ON attribute.attrelid = trunk.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
        CROSS JOIN LATERAL (SELECT lower(regexp_replace(attribute.attname, '([a-z0-9])([A-Z])', '\1_\2', 'g')) AS snake) written
        JOIN (VALUES ('created_at', '{created_at,inserted_at,created,created_on,created_time,create_time}'::text[]),
            ('updated_at', '{updated_at,modified_at,updated,updated_on,updated_time,update_time,modified,modified_on}'),
            ('deleted_at', '{deleted_at,deleted,deleted_on,deleted_time}')) AS usual(field, names) ON written.snake = ANY (usual.names)
        LEFT JOIN pg_attrdef value ON value.adrelid = trunk.oid AND value.adnum = attribute.attnum
        WHERE attribute.attname = usual.field
            OR attribute.atttypid = 'timestamptz'::regtype AND CASE usual.field WHEN 'deleted_at' THEN NOT attribute.attnotnull AND value.oid IS NULL
                ELSE attribute.attnotnull AND pg_get_expr(value.adbin, value.adrelid) IN ('now()', 'CURRENT_TIMESTAMP') END
    ) found
    ORDER BY relation, field, is_other, attnum
),
-- The tables whose rows belong to tenants, as far as one table shows it, with the column that says whose they are. A reference to the root
-- weighs most, then the policy, then the name.
member AS MATERIALIZED (
    SELECT relation, attnum, context, 0 AS rank FROM root
    UNION ALL
    SELECT sign.relation, sign.attnum, sign.context, sign.rank + CASE WHEN EXISTS (
        SELECT FROM reference JOIN root ON root.relation = reference.confrelid
        WHERE root.context = sign.context AND reference.conrelid = sign.relation AND reference.conkey = ARRAY[sign.attnum]
    ) THEN 0 ELSE 4 END
    FROM (
        SELECT relation, attnum, context, 1 AS rank FROM compared
        UNION ALL
        SELECT trunk.oid, attribute.attnum, context.oid, 2
        FROM trunk
        JOIN pg_attribute attribute ON attribute.attrelid = trunk.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
        JOIN context ON context.tail = attribute.attname AND context.type = attribute.atttypid
        WHERE (context.schema = trunk.schema
            OR NOT EXISTS (SELECT FROM context nearer WHERE nearer.tail = context.tail AND nearer.schema = trunk.schema))
            AND NOT EXISTS (
                SELECT FROM waived_reference waived WHERE waived.conrelid = trunk.oid AND attribute.attnum = ANY (waived.conkey)
            )
        UNION ALL
        SELECT reference.conrelid, reference.conkey[1], root.context, 3
        FROM reference JOIN root ON root.relation = reference.confrelid
        WHERE cardinality(reference.conkey) = 1 AND NOT EXISTS (SELECT FROM waived_reference waived WHERE waived.oid = reference.oid)
    ) sign
),
-- And those that refer to one of them, at any distance.
belonging(relation, context) AS (
    SELECT relation, context FROM member
    UNION
    SELECT reference.conrelid, belonging.context FROM belonging JOIN reference ON reference.confrelid = belonging.relation
    WHERE NOT EXISTS (SELECT FROM waived_reference waived WHERE waived.oid = reference.oid)
),
-- One line for each table of a tenant. A child counts where the role has a grant on it, since only then its own policies matter.
tenant AS MATERIALIZED (
    SELECT
        settled.*, quote_ident(attribute.attname) AS tenant, NOT attribute.attnotnull AS nullable,
        context.sql AS function, context.name AS function_name, context.setting, context.tail,
        quote_ident(attribute.attname) || format(' = (SELECT %s)', context.sql) AS condition
    FROM (
        SELECT DISTINCT ON (trunk.oid)
            trunk.*, member.attnum, belonging.context, root.relation IS NOT NULL AS is_root, NULL::oid AS parent
        FROM belonging
        JOIN trunk ON trunk.oid = belonging.relation
        LEFT JOIN root ON root.relation = trunk.oid
        LEFT JOIN member ON member.relation = trunk.oid AND member.context = belonging.context
        WHERE root.relation IS NULL OR root.context = belonging.context
        ORDER BY trunk.oid, member.rank, member.attnum
    ) settled
    JOIN context ON context.oid = settled.context
    LEFT JOIN pg_attribute attribute ON attribute.attrelid = settled.oid AND attribute.attnum = settled.attnum
),
branch AS MATERIALIZED (
    SELECT relation.oid, relation.schema, relation.name, relation.sql, relation.kind, relation.secured, relation.forced,
        relation.owner, relation.acl, tenant.sql AS parent, tenant.condition, tenant.tenant, tenant.function, tenant.function_name,
        tenant.context
    FROM child JOIN tenant ON tenant.oid = child.parent JOIN relation ON relation.oid = child.oid
),
-- What has policies of its own: the tables, and the children that the role reaches past them.
guarded AS MATERIALIZED (
    SELECT
        shield.*,
        format('DROP POLICY IF EXISTS tenant_isolation ON %1$s; CREATE POLICY tenant_isolation ON %1$s FOR ALL USING (%2$s) WITH CHECK (%2$s);',
            sql, condition) AS renew,
        -- The condition as the server writes it, with and without the schema of the function.
        ARRAY[
            format('(%s = ( SELECT %s AS %I))', tenant, function, function_name),
            format('(%s = ( SELECT %I() AS %I))', tenant, function_name, function_name)
        ] AS kept,
        ARRAY[format('(%s = %s)', tenant, function), format('(%s = %I())', tenant, function_name)] AS called
    FROM (
        SELECT oid, schema, name, sql, secured, forced, comment, tenant, context, function, function_name, condition
        FROM tenant WHERE kind <> 'f' AND tenant IS NOT NULL
        UNION ALL
        SELECT oid, schema, name, sql, secured, forced, NULL, tenant, context, function, function_name, condition
        FROM branch WHERE kind <> 'f' AND secured AND EXISTS (SELECT FROM privilege WHERE privilege.relation = branch.oid)
    ) shield
),
-- The functions that return the tenant of a row before it is known. Their bodies are parsed, so the catalog knows what they read.
lookup AS MATERIALIZED (
    SELECT function.oid, space.nspname AS schema, function.proname AS name, function.proowner AS owner, function.prosecdef AS definer,
        function.proconfig AS config, tenant.oid AS relation, pg_get_function_sqlbody(function.oid) AS body,
        format('%I.%I(%s)', space.nspname, function.proname, pg_get_function_identity_arguments(function.oid)) AS sql,
        EXISTS (SELECT FROM aclexplode(coalesce(function.proacl, acldefault('f', function.proowner))) acl WHERE acl.grantee = 0) AS is_public,
        (SELECT array_agg(depends.refobjsubid::int2) FROM pg_depend depends WHERE depends.classid = 'pg_proc'::regclass
            AND depends.objid = function.oid AND depends.refclassid = 'pg_class'::regclass AND depends.refobjid = tenant.oid) AS reads
    FROM pg_proc function
    JOIN pg_namespace space ON space.oid = function.pronamespace
    JOIN tenant ON EXISTS (SELECT FROM pg_depend depends WHERE depends.classid = 'pg_proc'::regclass AND depends.objid = function.oid
        AND depends.refclassid = 'pg_class'::regclass AND depends.refobjid = tenant.oid)
    WHERE function.proretset AND function.prorettype = 'uuid'::regtype AND function.proname ~ '_tenant_of_|_tenants_in_queue$'
),
-- The policies by which they see their rows, one line for each role. L49 checks them, the other kinds pass them over.
lookup_policy AS MATERIALIZED (
    SELECT policy.oid, policy.polname AS name, policy.polcmd AS command, tenant.schema, tenant.name AS of, tenant.oid AS relation, tenant.sql,
        role.oid AS role, coalesce(quote_ident(pg_roles.rolname), 'PUBLIC') AS role_name,
        (SELECT string_agg(DISTINCT format('%I', pg_get_userbyid(lookup.owner)), ', ') FROM lookup
            WHERE lookup.relation = tenant.oid AND NOT EXISTS (SELECT FROM reach WHERE reach.oid = lookup.owner AND reach.itself)) AS owners
    FROM pg_policy policy
    JOIN tenant ON tenant.oid = policy.polrelid
    CROSS JOIN LATERAL unnest(policy.polroles) AS role(oid)
    LEFT JOIN pg_roles ON pg_roles.oid = role.oid
    WHERE policy.polname = 'tenant_lookup' AND policy.polpermissive AND EXISTS (SELECT FROM lookup WHERE lookup.relation = tenant.oid)
),
-- The two conditions of every permissive policy that holds for the role, and what is wrong with each. AND may narrow what is right.
clause AS MATERIALIZED (
    SELECT guarded.oid AS relation, policy.oid AS policy, part, text,
        CASE
            WHEN text = ANY (kept) OR EXISTS (SELECT FROM unnest(kept) form WHERE starts_with(text, '(' || form || ' AND ')) THEN NULL
            WHEN text = ANY (called) THEN 'row'
            WHEN text = 'true' THEN 'true'
            WHEN NOT EXISTS (SELECT FROM asks WHERE asks.policy = policy.oid AND asks.function = guarded.context) THEN 'other'
            WHEN text LIKE '% OR %' THEN 'or'
            ELSE 'form'
        END AS flaw
    FROM guarded
    JOIN pg_policy policy ON policy.polrelid = guarded.oid
    CROSS JOIN LATERAL (VALUES ('using', policy.polqual), ('check', policy.polwithcheck)) AS part(part, expression)
    CROSS JOIN LATERAL (SELECT regexp_replace(pg_get_expr(expression, policy.polrelid), '\s+', ' ', 'g') AS text) written
    WHERE policy.polpermissive AND expression IS NOT NULL
        AND NOT EXISTS (SELECT FROM lookup_policy WHERE lookup_policy.oid = policy.oid)
        AND EXISTS (SELECT FROM grantee WHERE grantee.oid = ANY (policy.polroles))
),
sentry AS MATERIALIZED (
    SELECT guarded.*, policy.polname AS policy, policy.polcmd AS command,
        using_clause.text AS using_text, using_clause.flaw AS using_flaw, check_clause.text AS check_text, check_clause.flaw AS check_flaw,
        coalesce(using_clause.flaw, 'row') = 'row' AND coalesce(check_clause.flaw, 'row') = 'row' AS sound
    FROM guarded
    JOIN pg_policy policy ON policy.polrelid = guarded.oid
    LEFT JOIN clause using_clause ON using_clause.policy = policy.oid AND using_clause.part = 'using'
    LEFT JOIN clause check_clause ON check_clause.policy = policy.oid AND check_clause.part = 'check'
    WHERE using_clause.policy IS NOT NULL OR check_clause.policy IS NOT NULL
),
-- The same, with what puts it right: a policy goes, and the one that has to be there comes in its place where no other is.
policy AS MATERIALIZED (
    SELECT sentry.*,
        format('DROP POLICY %I ON %s;', policy, sql)
            || CASE WHEN EXISTS (
                SELECT FROM sentry other
                WHERE other.oid = sentry.oid AND other.policy <> sentry.policy AND other.sound AND other.command = '*'
            ) THEN '' ELSE ' ' || renew END AS mend
    FROM sentry
),
-- Which tables of tenants a view shows, through other views as well.
shows(view, relation) AS (
    SELECT rule.ev_class, depends.refobjid
    FROM pg_rewrite rule
    JOIN pg_depend depends ON depends.classid = 'pg_rewrite'::regclass AND depends.objid = rule.oid
        AND depends.refclassid = 'pg_class'::regclass AND depends.refobjid <> rule.ev_class
    JOIN relation ON relation.oid = rule.ev_class AND relation.kind IN ('v', 'm')
    WHERE EXISTS (SELECT FROM tenant WHERE tenant.oid = depends.refobjid)
        OR EXISTS (SELECT FROM branch WHERE branch.oid = depends.refobjid)
    UNION
    SELECT rule.ev_class, shows.relation
    FROM shows
    JOIN pg_depend depends ON depends.classid = 'pg_rewrite'::regclass AND depends.refclassid = 'pg_class'::regclass
        AND depends.refobjid = shows.view
    JOIN pg_rewrite rule ON rule.oid = depends.objid AND rule.ev_class <> shows.view
    JOIN relation ON relation.oid = rule.ev_class AND relation.kind IN ('v', 'm')
),
-- The numbered columns, each with the table that has their last numbers: its comment is the emitted one, and triggers of the table write it.
counter AS MATERIALIZED (
    SELECT counter.oid, counter.schema, counter.name, counter.sql, tenant.oid AS relation, tenant.name AS of, tenant.kind, attribute.attname AS number
    FROM relation counter
    JOIN tenant ON tenant.schema = counter.schema
    JOIN pg_attribute attribute ON attribute.attrelid = tenant.oid AND attribute.attnum > 0 AND NOT attribute.attisdropped
    WHERE counter.comment LIKE 'The last % of %, by tenant: only triggers write it.'
        AND counter.comment = format('The last %s of %s, by tenant: only triggers write it.', attribute.attname, tenant.name)
),
-- The tables that have the versions of others, known by their columns, with the table, if the comment is the emitted one.
version AS MATERIALIZED (
    SELECT versions.oid, versions.schema, versions.name, versions.sql, own.oid AS relation, own.name AS of, own.kind
    FROM relation versions
    LEFT JOIN trunk own ON own.schema = versions.schema AND versions.comment IN (
        format('The versions of rows of %s that were changed or deleted.', own.name),
        format('The versions of rows of %s.%s that were changed or deleted.', own.schema, own.name))
    WHERE versions.kind = 'r' AND (
        SELECT count(*) FROM pg_attribute WHERE attrelid = versions.oid AND NOT attisdropped
            AND attname IN ('version_from', 'version_until', 'version_changed_by')
    ) = 3
),
shown AS MATERIALIZED (
    SELECT relation.oid, relation.schema, relation.name, relation.sql, relation.kind, relation.options,
        (SELECT string_agg(DISTINCT format('`%s`', target.name), ', ') FROM shows JOIN relation target ON target.oid = shows.relation
            WHERE shows.view = relation.oid) AS tables,
        (SELECT string_agg(DISTINCT format('REVOKE ALL ON %s FROM %s;', relation.sql, grantee), ' ') FROM privilege
            WHERE privilege.relation = relation.oid) AS revoke
    FROM relation WHERE relation.oid IN (SELECT view FROM shows)
)
