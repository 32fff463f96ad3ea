#!/usr/bin/env bash
# Guess: a daterange is always stored half-open, so its upper bound is never inclusive, and "until infinity" is the same range with `]` and with `)`.
#
# Seen with PostgreSQL 15.18, 17.10 and 18.4: no day follows `infinity`, so `[2024-01-01,infinity]` stays as it is. It is not equal to `[2024-01-01,infinity)`, so a unique index takes both
# (an exclusion constraint does not), `upper_inc` is true of it alone, and `upper_inf` is false of both. A client that takes the upper bound of each daterange
# for exclusive reads two different ranges as one.
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

sql -c "CREATE TABLE prices (valid daterange UNIQUE)"
sql -c "INSERT INTO prices VALUES ('[2024-01-01,2024-01-31]'), ('[2024-01-01,infinity]'), ('[2024-01-01,infinity)')"
seen=$(sql -F ' ' -c "SELECT valid, upper_inc(valid), upper_inf(valid) FROM prices ORDER BY valid")
overlap=$(sql -c "SELECT '[2024-01-01,infinity]'::daterange && '[2030-01-01,infinity)'::daterange")
echo "$("$bin/postgres" --version), range, upper_inc, upper_inf:
$seen
they overlap: $overlap"
[ "$seen" = "[2024-01-01,2024-02-01) f f
[2024-01-01,infinity) f f
[2024-01-01,infinity] t f" ] && [ "$overlap" = t ] || { echo "this has changed"; exit 1; }
