-- L40 role_missing: there is no such role.
SELECT NULL, $1::text, format('there is no role `%s`, so what it may do is not known', $1::text),
    format('CREATE ROLE %I LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEROLE;', $1::text), NULL
WHERE NOT EXISTS (SELECT FROM audited)
