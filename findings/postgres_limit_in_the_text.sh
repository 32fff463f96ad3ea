#!/usr/bin/env bash
# Guess: with the limit in the text, a prepared list in index order is planned five times and has a generic plan from then on, whichever value it is run for: the plan is
# the same index scan for all of them. A second limit around it, as a parameter, changes nothing, or lets it be planned each time.
#
# Seen with PostgreSQL 15.18 and 18.4: run for a value that half of the rows have, the list is planned anew at each execution. The rows of that value lie close together, so its
# own plan looks cheaper than the generic one, which expects rows of a rare value far apart. With `LIMIT $2` around it, the generic plan expects two of the 20 rows, and is kept.
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

count() {
    sql <<SQL
CREATE TEMP TABLE t AS SELECT g AS id, CASE WHEN g % 2 = 0 THEN 0 ELSE g % 5001 END AS owner, repeat('x', 100) AS note FROM generate_series(1, 200000) g;
CREATE INDEX ON t (owner, id);
ANALYZE t;
PREPARE rare_in_text(int) AS SELECT note FROM t WHERE owner = \$1 ORDER BY id DESC LIMIT 20;
PREPARE frequent_in_text(int) AS SELECT note FROM t WHERE owner = \$1 ORDER BY id DESC LIMIT 20;
PREPARE frequent_with_both(int, bigint) AS SELECT * FROM (SELECT note FROM t WHERE owner = \$1 ORDER BY id DESC LIMIT 20) AS l LIMIT \$2;
\o /dev/null
$(for _ in $(seq 20); do echo "EXECUTE rare_in_text(7); EXECUTE frequent_in_text(0); EXECUTE frequent_with_both(0, 20);"; done)
\o
SELECT name, custom_plans, generic_plans FROM pg_prepared_statements ORDER BY name;
SQL
}
printed=$(count)
"$bin/postgres" --version
echo "$printed"
[ "$printed" = 'frequent_in_text|20|0
frequent_with_both|5|15
rare_in_text|5|15' ] || { echo "this has changed"; exit 1; }
