INSERT INTO org_prices (id, organization_id, name, amount)
SELECT format('01900000-0000-7000-8001-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'price ' || n, n
FROM generate_series(1, 6) n;

INSERT INTO org_members (folder_id, organization_id, person_id, role)
SELECT format('01900000-0000-7000-8002-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    format('01900000-0000-7000-8003-00000000000%s', n)::uuid, 'reader'
FROM generate_series(1, 4) n;

INSERT INTO org_readings (id, organization_id, day, value)
SELECT format('01900000-0000-7000-8004-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    DATE '2025-11-01' + n * 20, n
FROM generate_series(1, 12) n;

UPDATE org_prices SET amount = amount + 1;

UPDATE org_readings SET value = value + 1 WHERE value > 6;

DELETE FROM org_members WHERE person_id = '01900000-0000-7000-8003-000000000004';
