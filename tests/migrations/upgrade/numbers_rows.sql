INSERT INTO org_invoices (id, organization_id, series_id)
SELECT format('01900000-0000-7000-8001-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    format('01900000-0000-7000-8002-00000000000%s', n % 3)::uuid
FROM generate_series(1, 9) n;

INSERT INTO org_tickets (id, organization_id, day)
SELECT format('01900000-0000-7000-8003-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, DATE '2026-01-01' + n
FROM generate_series(1, 9) n;
