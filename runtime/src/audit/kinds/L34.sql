-- L34 publication: rows leave by logical replication, which no policy filters.
SELECT tenant.schema, tenant.name,
    format('the publication `%s` sends the rows of `%s` of all tenants to whoever subscribes', publication.pubname, tenant.name),
    CASE
        WHEN publication.puballtables THEN format('DROP PUBLICATION %I;', publication.pubname)
        WHEN one.prrelid IS NOT NULL THEN format('ALTER PUBLICATION %I DROP TABLE %s;', publication.pubname, tenant.sql)
        ELSE format('ALTER PUBLICATION %I DROP TABLES IN SCHEMA %I;', publication.pubname, tenant.schema)
    END, NULL
FROM tenant CROSS JOIN pg_publication publication
LEFT JOIN pg_publication_rel one ON one.prpubid = publication.oid AND one.prrelid = tenant.oid
LEFT JOIN pg_publication_namespace whole ON whole.pnpubid = publication.oid AND whole.pnnspid = tenant.space
WHERE publication.puballtables OR one.prrelid IS NOT NULL OR whole.pnnspid IS NOT NULL
