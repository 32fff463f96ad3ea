#!/usr/bin/env bash
# Guess: a trigger of a statement that joins its OLD TABLE with its NEW TABLE by the key is planned for the rows of the statement, so an update of 10,000 rows costs
# the same whatever the connection has done before.
#
# Seen with PostgreSQL 15.18 and 18.4: PL/pgSQL keeps the plan of its first call. The planner knows the number of rows of a transition table then, and takes a nested
# loop for one row. On a connection whose first update is of one row, an update of 10,000 rows compares each row with each: 3.5 s in place of 36 ms. Row numbers and an
# array of the new values need no join.
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

sql <<'SQL'
CREATE TABLE t (id int PRIMARY KEY, v int NOT NULL);
CREATE TABLE changes (id int, old int, new int);
CREATE FUNCTION log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO changes SELECT o.id, o.v, n.v FROM old_rows o JOIN new_rows n ON n.id = o.id;
    RETURN NULL;
END $$;
CREATE TRIGGER log AFTER UPDATE ON t REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION log();
INSERT INTO t SELECT i, 0 FROM generate_series(1, 10000) i;
SQL
all="UPDATE t SET v = v + 1"
# Milliseconds of an update of all rows, as the last statement of a connection.
took() { sql -c '\timing on' "$@" -c "$all" | sed -n 's/^Time: \([0-9]*\).*/\1/p' | tail -1; }
alone=$(took)
behind=$(took -c "$all WHERE id = 1")
echo "$("$bin/postgres" --version): all rows $alone ms; behind an update of one row $behind ms"
[ "$behind" -gt $((alone * 10)) ] || { echo "this has changed"; exit 1; }
