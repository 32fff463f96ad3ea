-- L58 server_version: the server is older than the schema needs.
SELECT NULL, current_database()::text,
    format('the schema needs PostgreSQL %s or later, and the server is PostgreSQL %s', {min}, current_setting('server_version')), NULL, NULL
WHERE current_setting('server_version_num')::integer / 10000 < {min}
