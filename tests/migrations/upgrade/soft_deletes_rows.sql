INSERT INTO org_folders (id, organization_id, name, parent_id)
SELECT format('01900000-0000-7000-8001-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'folder ' || n,
    CASE WHEN n > 2 THEN format('01900000-0000-7000-8001-00000000000%s', n - 2) END::uuid
FROM generate_series(1, 6) n;

INSERT INTO org_files (id, organization_id, name)
SELECT format('01900000-0000-7000-8002-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'file ' || n
FROM generate_series(1, 4) n;

INSERT INTO org_notes (id, organization_id, text, folder_id, cover_id)
SELECT format('01900000-0000-7000-8003-00000000000%s', n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid, 'note ' || n,
    format('01900000-0000-7000-8001-00000000000%s', n)::uuid, format('01900000-0000-7000-8002-00000000000%s', 2 - n % 2)::uuid
FROM generate_series(1, 6) n;

INSERT INTO org_visits (id, organization_id, day, note_id)
SELECT format('01900000-0000-7000-8004-0000000000%s', 10 + n)::uuid, format('01900000-0000-7000-8000-00000000000%s', 1 + n % 2)::uuid,
    DATE '2025-11-01' + n * 20, format('01900000-0000-7000-8003-00000000000%s', 2 - n % 2)::uuid
FROM generate_series(1, 12) n;

UPDATE org_folders SET deleted_at = now() WHERE name = 'folder 5';
