-- L47 tenant_by_default: a session begins with a tenant.
SELECT NULL, coalesce(role.rolname, database.datname)::text,
    format('%s sets `%s`: what forgets the tenant runs as that one', CASE WHEN role.rolname IS NULL THEN format('the database `%s`', database.datname)
        ELSE format('the role `%s`', role.rolname) END, split_part(setting, '=', 1)),
    CASE WHEN role.rolname IS NULL THEN format('ALTER DATABASE %I RESET %s;', database.datname, split_part(setting, '=', 1))
        WHEN database.datname IS NULL THEN format('ALTER ROLE %I RESET %s;', role.rolname, split_part(setting, '=', 1))
        ELSE format('ALTER ROLE %I IN DATABASE %I RESET %s;', role.rolname, database.datname, split_part(setting, '=', 1)) END,
    NULL
FROM pg_db_role_setting configured
CROSS JOIN LATERAL unnest(configured.setconfig) setting
LEFT JOIN audited role ON role.oid = configured.setrole
LEFT JOIN pg_database database ON database.oid = configured.setdatabase
WHERE setting LIKE 'peristyle.%' AND setting NOT LIKE '%=' AND (configured.setrole = 0 OR role.oid IS NOT NULL)
    AND (configured.setdatabase = 0 OR database.datname = current_database())
