-- L31 materialized_view: a copy of rows that no policy guards.
SELECT schema, name, format('the materialized view `%s` holds rows of %s, and no policy guards it', name, tables), revoke, NULL
FROM shown WHERE kind = 'm' AND revoke IS NOT NULL
