-- L41 superuser: row level security does not hold for a superuser.
SELECT NULL, rolname, said || ' is a superuser, for whom no policy holds',
    CASE WHEN itself THEN format('ALTER ROLE %I NOSUPERUSER;', rolname) ELSE leave END, NULL
FROM reach WHERE rolsuper
