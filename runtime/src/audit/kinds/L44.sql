-- L44 creates_roles: the role may make itself a member of others.
SELECT NULL, rolname, said || ' has CREATEROLE, and with it a way into other roles',
    CASE WHEN itself THEN format('ALTER ROLE %I NOCREATEROLE;', rolname) ELSE leave END, NULL
FROM reach WHERE rolcreaterole AND NOT rolsuper
