INSERT INTO organizations (id, name)
SELECT format('01900000-0000-7000-8000-00000000000%s', n)::uuid, 'shop ' || n FROM generate_series(1, 2) n;

INSERT INTO authors (id, organization_id, name)
SELECT format('01900000-0000-7000-8001-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'author ' || n
FROM generate_series(1, 4) n;

INSERT INTO notes (id, author_id, title)
SELECT format('01900000-0000-7000-8002-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8001-00000000000%s', 1 + n % 4)::uuid, 'note ' || n
FROM generate_series(1, 20) n;

INSERT INTO orders (id, author_id, number)
SELECT format('01900000-0000-7000-8003-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8001-00000000000%s', 1 + n % 4)::uuid, n
FROM generate_series(1, 20) n;

INSERT INTO order_lines (id, order_id, amount)
SELECT format('01900000-0000-7000-8004-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8003-0000000000%s', 11 + n % 20)::uuid, n
FROM generate_series(1, 40) n;

INSERT INTO folders (id, author_id, parent_id, name)
SELECT format('01900000-0000-7000-8005-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8001-00000000000%s', 1 + n % 4)::uuid,
    CASE WHEN n > 4 THEN format('01900000-0000-7000-8005-0000000000%s', 6 + n)::uuid END, 'folder ' || n
FROM generate_series(1, 20) n;

INSERT INTO members (id, organization_id, email)
SELECT format('01900000-0000-7000-8006-00000000000%s', n)::uuid, CASE WHEN n < 3 THEN format('01900000-0000-7000-8000-00000000000%s', n)::uuid END,
    'member' || n || '@example.org'
FROM generate_series(1, 5) n;

INSERT INTO writers (id, organization_id, name)
SELECT format('01900000-0000-7000-8021-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'writer ' || n
FROM generate_series(1, 4) n;

INSERT INTO articles (id, writer_id, title)
SELECT format('01900000-0000-7000-8022-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8021-00000000000%s', 1 + n % 4)::uuid, 'article ' || n
FROM generate_series(1, 20) n;

INSERT INTO companies (id, name)
SELECT format('01900000-0000-7000-8007-00000000000%s', n)::uuid, 'company ' || n FROM generate_series(1, 3) n;

INSERT INTO departments (id, company_id, name)
SELECT format('01900000-0000-7000-8008-00000000000%s', n)::uuid, format('01900000-0000-7000-8007-00000000000%s', 1 + n % 3)::uuid, 'department ' || n
FROM generate_series(1, 6) n;

INSERT INTO org_drafts (id, organization_id, title)
SELECT format('01900000-0000-7000-8009-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'draft ' || n
FROM generate_series(1, 6) n;

INSERT INTO colours (id, title)
SELECT format('01900000-0000-7000-8010-00000000000%s', n)::uuid, 'colour ' || n FROM generate_series(1, 6) n;

INSERT INTO org_marks (id, organization_id, title)
SELECT format('01900000-0000-7000-8011-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'mark ' || n
FROM generate_series(1, 6) n;

INSERT INTO org_stamps (id, organization_id, title, created_at, updated_at)
SELECT format('01900000-0000-7000-8012-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'stamp ' || n,
    CASE WHEN n > 2 THEN timestamptz '2020-01-01 00:00:00Z' END, CASE WHEN n > 4 THEN timestamptz '2020-01-02 00:00:00Z' END
FROM generate_series(1, 6) n;

INSERT INTO org_records (id, organization_id, created_at)
SELECT format('01900000-0000-7000-8023-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    CASE WHEN n > 2 THEN 1500000000 + n END
FROM generate_series(1, 6) n;

INSERT INTO org_meetings (id, organization_id, at)
SELECT format('01900000-0000-7000-8013-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, timestamp '2020-01-01 00:00:00'
FROM generate_series(1, 6) n;

INSERT INTO org_notices (id, organization_id, title)
SELECT format('01900000-0000-7000-8014-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'notice ' || n
FROM generate_series(1, 6) n;

INSERT INTO org_codes (id, organization_id, code)
SELECT format('01900000-0000-7000-8015-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'code ' || n
FROM generate_series(1, 6) n;

INSERT INTO org_labels (id, organization_id, title)
SELECT format('01900000-0000-7000-8016-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'label ' || n
FROM generate_series(1, 6) n;

INSERT INTO org_links (id, organization_id, label_id, code_id)
SELECT format('01900000-0000-7000-8017-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    format('01900000-0000-7000-8016-00000000000%s', n)::uuid, format('01900000-0000-7000-8015-00000000000%s', n)::uuid
FROM generate_series(1, 6) n;

INSERT INTO org_gifts (id, organization_id, amount, label_id)
SELECT format('01900000-0000-7000-8041-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, n,
    CASE WHEN n > 2 THEN format('01900000-0000-7000-8016-00000000000%s', n)::uuid END
FROM generate_series(1, 6) n;

INSERT INTO org_keys (organization_id, title)
SELECT format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'key ' || n FROM generate_series(1, 6) n;

INSERT INTO org_values (id, organization_id, price, weight, currency, data, tags)
SELECT format('01900000-0000-7000-8018-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    n, n, 'EUR', '{"a": 1}', ARRAY['a', 'b' || n]
FROM generate_series(1, 6) n;

INSERT INTO bare_rows (title) SELECT 'row ' || n FROM generate_series(1, 6) n;

INSERT INTO pairs (one, other, amount) SELECT 'one ' || n, 'other ' || n, n FROM generate_series(1, 6) n;

INSERT INTO items (id, organization_id, title)
SELECT format('01900000-0000-7000-8019-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'item ' || n
FROM generate_series(1, 6) n;

INSERT INTO org_names (id, organization_id, "firstName", title)
SELECT format('01900000-0000-7000-8020-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'name ' || n, 'title ' || n
FROM generate_series(1, 6) n;

INSERT INTO tickets (author_id) SELECT format('01900000-0000-7000-8001-00000000000%s', 1 + n % 4)::uuid FROM generate_series(1, 6) n;

INSERT INTO author_colours (author_id, colour_id)
SELECT format('01900000-0000-7000-8001-00000000000%s', 1 + n % 4)::uuid, format('01900000-0000-7000-8010-00000000000%s', n)::uuid
FROM generate_series(1, 6) n;

INSERT INTO org_positions (id, organization_id, above_id)
SELECT format('01900000-0000-7000-8030-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    format('01900000-0000-7000-8030-00000000000%s', n)::uuid
FROM generate_series(1, 6) n;

INSERT INTO org_places (id, organization_id, title)
SELECT format('01900000-0000-7000-8031-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'place ' || n
FROM generate_series(1, 6) n;

INSERT INTO org_counters (id, organization_id, title)
SELECT format('01900000-0000-7000-8032-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'counter ' || n
FROM generate_series(1, 2) n;

INSERT INTO org_beats (id, organization_id, created_at)
SELECT format('01900000-0000-7000-8033-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, timestamptz '2026-01-01 00:00:00Z' + n * interval '1 second'
FROM generate_series(1, 6) n;

INSERT INTO sheets (id, data)
SELECT format('01900000-0000-7000-8034-00000000000%s', n)::uuid, '{"a": 1}' FROM generate_series(1, 6) n;

INSERT INTO org_offers (id, organization_id, price)
SELECT format('01900000-0000-7000-8035-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, n
FROM generate_series(1, 6) n;

INSERT INTO org_bills (id, organization_id, label_id, label_title)
SELECT format('01900000-0000-7000-8036-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    format('01900000-0000-7000-8016-00000000000%s', n)::uuid, 'label ' || n
FROM generate_series(1, 6) n;

INSERT INTO "OldThings" (id, title)
SELECT format('01900000-0000-7000-8037-00000000000%s', n)::uuid, 'thing ' || n FROM generate_series(1, 6) n;

INSERT INTO org_files (id, organization_id, title, deleted_at)
SELECT format('01900000-0000-7000-8038-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'file ' || n, CASE WHEN n > 4 THEN timestamptz '2026-01-01 00:00:00Z' END
FROM generate_series(1, 6) n;

INSERT INTO org_pages (id, organization_id, created_at, deleted_at)
SELECT format('01900000-0000-7000-8039-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    CASE WHEN n > 2 THEN timestamptz '2026-01-01 00:00:00Z' END, CASE WHEN n > 4 THEN timestamp '2026-01-02 00:00:00' END
FROM generate_series(1, 6) n;

INSERT INTO org_vouchers (id, organization_id, title)
SELECT format('01900000-0000-7000-8040-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'voucher ' || n
FROM generate_series(1, 6) n;
