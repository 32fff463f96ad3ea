-- L43 replication: the role may read the log of all changes.
SELECT NULL, rolname, said || ' has REPLICATION, and reads the changes of every tenant',
    CASE WHEN itself THEN format('ALTER ROLE %I NOREPLICATION;', rolname) ELSE leave END, NULL
FROM reach WHERE rolreplication AND NOT rolsuper
