-- L42 bypasses: the role has BYPASSRLS.
SELECT NULL, rolname, said || ' has BYPASSRLS: no policy holds',
    CASE WHEN itself THEN format('ALTER ROLE %I NOBYPASSRLS;', rolname) ELSE leave END, NULL
FROM reach WHERE rolbypassrls AND NOT rolsuper
