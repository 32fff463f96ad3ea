#!/usr/bin/env bash
# Guess: a subscription that a superuser owns applies rows whatever row security its tables have, since no policy restricts a superuser.
#
# Seen with PostgreSQL 15.18, 16.14 and 18.4 (`PG_BIN` names another one): so it is on 15. From 16 on, rows are applied as the owner of the table, to whom FORCE ROW
# LEVEL SECURITY applies, and not one is copied: after an upgrade of the subscriber, the replication of each such table stands still. CREATE SUBSCRIPTION says
# nothing; the error is in the log of the subscriber. `run_as_owner = true` applies them as the superuser again.
set -euo pipefail

bin=${PG_BIN:-$(pg_config --bindir)}
folder=$(mktemp -d)
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid=65534 --regid=65534 --clear-groups env -u HOME)
trap '"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
[ "$(id -u)" != 0 ] || chown 65534:65534 "$folder"
cd "$folder"
"${as[@]}" "$bin/initdb" -D data -U postgres -A trust >/dev/null
"${as[@]}" "$bin/pg_ctl" -D data -l log -w -o "-c listen_addresses= -c unix_socket_directories=$folder -c wal_level=logical" start >/dev/null
export PGHOST=$folder PGUSER=postgres
sql() { psql -qAtX -v ON_ERROR_STOP=1 "$@"; }

sql -c "CREATE ROLE keeper"
for database in source target again; do
    sql -c "CREATE DATABASE $database"
    sql -d "$database" <<'SQL'
CREATE TABLE rows (id int PRIMARY KEY);
ALTER TABLE rows OWNER TO keeper;
ALTER TABLE rows ENABLE ROW LEVEL SECURITY;
ALTER TABLE rows FORCE ROW LEVEL SECURITY;
SQL
done
sql -d source -c "INSERT INTO rows VALUES (1), (2)" -c "CREATE PUBLICATION all_rows FOR ALL TABLES"

# The rows that a subscription has copied after some seconds. A slot of the same server is created before the subscription, which would wait for itself.
copied() {
    sql -d source -c "SELECT pg_create_logical_replication_slot('$1', 'pgoutput')" >/dev/null
    sql -d "$1" -c "CREATE SUBSCRIPTION $1 CONNECTION 'host=$folder user=postgres dbname=source' PUBLICATION all_rows WITH (create_slot = false, slot_name = $1$2)"
    for _ in $(seq 20); do
        [ "$(sql -d "$1" -c "SELECT count(*) FROM rows")" = 0 ] || break
        sleep 0.3
    done
    sql -d "$1" -c "SELECT count(*) FROM rows"
}
version=$("$bin/postgres" --version | grep -o '[0-9]*' | head -1)
plain=$(copied target "")
as_owner=$([ "$version" -lt 16 ] || copied again ", run_as_owner = true")
refused=$(grep -om1 'user "keeper" cannot replicate into relation with row-level security enabled' log || true)
echo "PostgreSQL $version: copied $plain; with run_as_owner ${as_owner:-does not exist}; in the log: ${refused:-nothing}"
if [ "$version" -lt 16 ]; then [ "$plain" = 2 ] && [ -z "$refused" ]; else [ "$plain" = 0 ] && [ "$as_owner" = 2 ] && [ -n "$refused" ]; fi ||
    { echo "this has changed"; exit 1; }
