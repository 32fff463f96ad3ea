INSERT INTO organizations (id, name, seats, note)
SELECT format('01900000-0000-7000-8000-00000000000%s', n)::uuid, 'shop ' || n, n, 'note ' || n FROM generate_series(1, 2) n;

INSERT INTO org_categories (id, organization_id, name, places, note)
SELECT format('01900000-0000-7000-8001-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'shelf ' || n, n, 'note ' || n
FROM generate_series(1, 4) n;

INSERT INTO org_products (id, organization_id, sku, title, price, stock, status, category_id, tags, note)
SELECT format('01900000-0000-7000-8002-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    'S' || n, 'title ' || n, n * 1.25, n, CASE WHEN n % 3 = 0 THEN 'active' ELSE 'draft' END::product_status,
    format('01900000-0000-7000-8001-00000000000%s', CASE WHEN n % 2 = 0 THEN 2 ELSE 1 END)::uuid, ARRAY['a', 'b' || n], 'note ' || n
FROM generate_series(1, 20) n;

INSERT INTO org_events (id, organization_id, kind, weight, note)
SELECT format('01900000-0000-7000-8003-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'kind', n, 'note ' || n
FROM generate_series(1, 20) n;

INSERT INTO org_visits (id, organization_id, day, page, hits, note)
SELECT format('01900000-0000-7000-8004-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    DATE '2026-01-01' + n * 40, 'page ' || n, n, 'note ' || n
FROM generate_series(1, 20) n;

INSERT INTO countries (id, code, name, people, note)
SELECT format('01900000-0000-7000-8005-00000000000%s', n)::uuid, 'C' || n, 'country ' || n, n * 1000, 'note ' || n
FROM generate_series(1, 6) n;

INSERT INTO towns (id, number, country_id, people, note)
SELECT format('01900000-0000-7000-8006-00000000000%s', n)::uuid, n, format('01900000-0000-7000-8005-00000000000%s', n)::uuid, n, 'note ' || n
FROM generate_series(1, 5) n;

INSERT INTO org_prices (id, organization_id, tier, units, rate, note)
SELECT format('01900000-0000-7000-8007-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'tier ' || n, n, n * 1.5, 'note ' || n
FROM generate_series(1, 12) n;

UPDATE org_prices SET units = units + 1;

UPDATE org_prices SET rate = 1 WHERE units > 6;
