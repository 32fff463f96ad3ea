-- L11 not_forced: row level security that does not hold for the owner.
SELECT schema, name, format('row level security of `%s` is not forced: it does not hold for the owner of the table, nor for what runs as the owner', name),
    format('ALTER TABLE %s FORCE ROW LEVEL SECURITY;', sql), NULL
FROM guarded WHERE secured AND NOT forced
