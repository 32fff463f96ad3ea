INSERT INTO organizations (id, name)
SELECT format('01900000-0000-7000-8000-00000000000%s', n)::uuid, 'shop ' || n FROM generate_series(1, 2) n;
