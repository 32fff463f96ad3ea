-- L01 no_tenants: no function says the tenant, so nothing here is known to belong to one.
SELECT NULL, current_database()::text,
    format('nothing in the database `%s` is known to belong to a tenant: no function reads a setting `peristyle.<root>_id`', current_database()),
    NULL, NULL
WHERE NOT EXISTS (SELECT FROM context)
