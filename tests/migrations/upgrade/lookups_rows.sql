INSERT INTO org_jobs (id, organization_id, key_hash, mail, due_at)
SELECT format('01900000-0000-7000-8001-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    decode(md5(n::text), 'hex'), 'a@b', now()
FROM generate_series(1, 9) n;

INSERT INTO org_entries (id, organization_id, what)
SELECT format('01900000-0000-7000-8002-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'entry ' || n
FROM generate_series(1, 9) n;
