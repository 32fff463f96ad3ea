#!/usr/bin/env bash
# Guess: a restore of `pg_dump --data-only --disable-triggers` leaves the triggers of the tables as they were before it. Only the rows are new.
#
# Seen with pg_dump and PostgreSQL 15.18: the file ends each table by ALTER TABLE .. ENABLE TRIGGER ALL, which makes a trigger that was ENABLE ALWAYS one that
# does not fire while `session_replication_role` is `replica`, and enables one that was disabled. A guard that held for replication before does not hold
# after it, and nothing says so.
set -euo pipefail

bin=$(pg_config --bindir)
folder=$(mktemp -d)
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups env -u HOME)
trap '"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
[ "$(id -u)" != 0 ] || chown 65534:65534 "$folder"
cd "$folder"
"${as[@]}" "$bin/initdb" -D data -U postgres -A trust >/dev/null
"${as[@]}" "$bin/pg_ctl" -D data -l log -w -o "-c listen_addresses= -c unix_socket_directories=$folder" start >/dev/null
export PGHOST=$folder PGUSER=postgres
sql() { psql -qAtX -v ON_ERROR_STOP=1 "$@"; }

tables="CREATE TABLE kept (id int);
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''kept''; END';
    CREATE TRIGGER always BEFORE DELETE ON kept FOR EACH ROW EXECUTE FUNCTION refuse();
    CREATE TRIGGER disabled BEFORE DELETE ON kept FOR EACH ROW EXECUTE FUNCTION refuse();
    ALTER TABLE kept ENABLE ALWAYS TRIGGER always;
    ALTER TABLE kept DISABLE TRIGGER disabled"
for database in source target; do
    sql -d postgres -c "CREATE DATABASE $database"
    sql -d "$database" -c "$tables"
done
sql -d source -c "INSERT INTO kept VALUES (1)"
"$bin/pg_dump" --data-only --disable-triggers source >data.sql
triggers() { sql -d target -c "SELECT string_agg(tgname || ' ' || tgenabled::text, ', ' ORDER BY tgname) FROM pg_trigger"; }
before=$(triggers)
sql -d target -f data.sql >/dev/null
seen="$("$bin/pg_dump" --version | cut -d' ' -f3)
before: $before
after: $(triggers)
rows left by a delete as a replica: $(sql -d target -c "SET session_replication_role = replica; DELETE FROM kept" -c "SELECT count(*) FROM kept")"
echo "$seen"
expected="15.18
before: always A, disabled D
after: always O, disabled O
rows left by a delete as a replica: 0"
[ "$seen" = "$expected" ] || { echo "this has changed"; exit 1; }
