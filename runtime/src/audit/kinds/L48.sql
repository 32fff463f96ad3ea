-- L48 parameter: the role may switch triggers and references off.
SELECT NULL, reach.rolname, reach.said || ' may set `session_replication_role`, which switches references and triggers off',
    CASE WHEN reach.itself THEN format('REVOKE SET ON PARAMETER session_replication_role FROM %I;', reach.rolname) ELSE reach.leave END, NULL
FROM reach WHERE NOT reach.rolsuper AND has_parameter_privilege(reach.oid, 'session_replication_role', 'SET')
    AND EXISTS (SELECT FROM pg_parameter_acl CROSS JOIN aclexplode(paracl) acl WHERE parname = 'session_replication_role' AND acl.grantee = reach.oid)
