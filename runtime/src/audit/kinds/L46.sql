-- L46 predefined_role: a role of the server's that reads past the policies.
SELECT NULL, reach.rolname, reach.said || ' ' || given.what, reach.leave, NULL
FROM reach JOIN (VALUES
    ('pg_read_all_data', 'reads every table and view, whatever is granted'),
    ('pg_write_all_data', 'writes every table, whatever is granted'),
    ('pg_read_server_files', 'reads the files of the server, those of the tables too'),
    ('pg_write_server_files', 'writes the files of the server'),
    ('pg_execute_server_program', 'runs programs on the server'),
    ('pg_maintain', 'may rebuild every table, and runs what their indexes and views call')
) given(name, what) ON given.name = reach.rolname
WHERE NOT reach.itself
