-- L53 statistics_privilege: the server's statistics hold values of all tenants.
SELECT 'pg_catalog', class.relname, format('%s on `%s` is granted to `%s`: its samples are values of all tenants', acl.privilege_type, class.relname,
        trim('"' FROM grantee.name)),
    format('REVOKE %s ON pg_catalog.%I FROM %s;', acl.privilege_type, class.relname, grantee.name), NULL
FROM pg_class class CROSS JOIN aclexplode(class.relacl) acl JOIN grantee ON grantee.oid = acl.grantee
WHERE class.oid IN ('pg_catalog.pg_statistic'::regclass, 'pg_catalog.pg_statistic_ext_data'::regclass) AND acl.grantee <> class.relowner
