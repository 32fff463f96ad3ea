-- The administrator loads them without triggers: 250 organizations, 3,000 orders and 3,000 lines. Then the sizes are those of two thousand times as many.
SET session_replication_role = replica;
INSERT INTO organizations (id, name)
    SELECT ('00000000-0000-7000-8000-' || lpad(number::text, 12, '0'))::uuid, 'shop ' || number FROM generate_series(1, 250) number;
INSERT INTO countries (id, code, name)
    SELECT ('00000000-0000-7000-8001-' || lpad(number::text, 12, '0'))::uuid, 'c' || number % 10, 'country ' || number FROM generate_series(1, 10) number;
INSERT INTO org_orders (id, organization_id, number, customer, state, country_id)
    SELECT ('00000000-0000-7000-8002-' || lpad(number::text, 12, '0'))::uuid, ('00000000-0000-7000-8000-' || lpad((number % 250 + 1)::text, 12, '0'))::uuid,
        'no ' || number, 'customer ' || number % 700, (CASE WHEN number % 10 = 0 THEN 'open' ELSE 'sent' END)::order_state,
        ('00000000-0000-7000-8001-' || lpad((number % 10 + 1)::text, 12, '0'))::uuid
    FROM generate_series(1, 3000) number;
INSERT INTO org_order_lines (id, organization_id, order_id, product, quantity)
    SELECT ('00000000-0000-7000-8003-' || lpad(number::text, 12, '0'))::uuid, ('00000000-0000-7000-8000-' || lpad((number % 250 + 1)::text, 12, '0'))::uuid,
        ('00000000-0000-7000-8002-' || lpad(number::text, 12, '0'))::uuid, 'product ' || number % 50, number % 9
    FROM generate_series(1, 3000) number;
ANALYZE;
UPDATE pg_class SET reltuples = reltuples * 2000, relpages = relpages * 2000, relallvisible = relpages * 1900
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i') AND relname LIKE 'org\_%';
