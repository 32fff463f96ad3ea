CREATE FUNCTION pg_temp.id_of(tenant integer, number integer) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT (lpad(to_hex(1700000000000 + number), 12, '0') || '7000800' || lpad(to_hex(tenant), 13, '0'))::uuid
$$;

ALTER TABLE organizations NO FORCE ROW LEVEL SECURITY;
ALTER TABLE org_kinds NO FORCE ROW LEVEL SECURITY;
ALTER TABLE org_events NO FORCE ROW LEVEL SECURITY;
ALTER TABLE org_events DROP CONSTRAINT org_events_organization_id_fkey, DROP CONSTRAINT org_events_organization_id_kind_id_fkey;
ALTER TABLE org_events DISABLE TRIGGER USER;

INSERT INTO organizations (id, name) SELECT pg_temp.id_of(t, 0), 'organization ' || t FROM generate_series(0, 5000) AS t;

INSERT INTO org_kinds (organization_id, id, name)
SELECT pg_temp.id_of(t, 0), pg_temp.id_of(t, n), 'kind ' || n FROM generate_series(0, 5000) AS t, generate_series(1, 3) AS n;

-- Half of the rows are of one tenant, and the others of 5,000 tenants with 20 rows each. A row of 5,000 has failed, and a row of 20 is soft-deleted.
INSERT INTO org_events (organization_id, id, state, note, kind_id, created_at, deleted_at)
SELECT pg_temp.id_of(t, 0), pg_temp.id_of(t, n), CASE WHEN n % 5000 < 2 THEN 'failed' WHEN n % 100 < 2 THEN 'open' ELSE 'done' END,
       repeat('x', 60), pg_temp.id_of(t, 1 + n % 3), timestamptz '2024-01-01' + n * interval '1 second', CASE WHEN n % 20 < 2 AND n % 7 < 3 THEN now() END
FROM (SELECT n, CASE WHEN n % 2 = 0 THEN 0 ELSE 1 + (n / 2 * 7919) % 5000 END AS t FROM generate_series(1, 200000) AS n) AS numbers;

ALTER TABLE org_events ENABLE TRIGGER USER;
ALTER TABLE org_events
    ADD CONSTRAINT org_events_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations (id) ON DELETE CASCADE,
    ADD CONSTRAINT org_events_organization_id_kind_id_fkey FOREIGN KEY (organization_id, kind_id)
        REFERENCES org_kinds (organization_id, id) ON DELETE SET NULL (kind_id);
ALTER TABLE organizations FORCE ROW LEVEL SECURITY;
ALTER TABLE org_kinds FORCE ROW LEVEL SECURITY;
ALTER TABLE org_events FORCE ROW LEVEL SECURITY;
ANALYZE organizations, org_kinds, org_events;
