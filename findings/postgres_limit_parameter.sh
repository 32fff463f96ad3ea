#!/usr/bin/env bash
# Guess: a prepared statement is planned five times and has a generic plan from then on, if both plans are the same.
#
# Seen with PostgreSQL 15.18 and 18.4: with `LIMIT $1` the planner expects a tenth of the rows for the generic plan, and the limit for the others, so the generic plan
# always looks worse. The same plan is made anew at each execution, which takes longer than to read the 20 rows. `= ANY ($1)` does the same: the generic plan
# expects ten elements. A list that says `LIMIT 20` is planned five times.
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
CREATE TEMP TABLE t AS SELECT g AS id FROM generate_series(1, 10000) g;
CREATE INDEX ON t (id);
ANALYZE t;
PREPARE by_parameter(int, bigint) AS SELECT id FROM t WHERE id > \$1 ORDER BY id LIMIT \$2;
PREPARE by_literal(int) AS SELECT id FROM t WHERE id > \$1 ORDER BY id LIMIT 20;
PREPARE by_list(int[]) AS SELECT id FROM t WHERE id = ANY (\$1);
\o /dev/null
$(for _ in $(seq 20); do echo "EXECUTE by_parameter(5, 20); EXECUTE by_literal(5); EXECUTE by_list('{1, 2}');"; done)
\o
SELECT name, custom_plans, generic_plans FROM pg_prepared_statements ORDER BY name;
SQL
}
printed=$(count)
"$bin/postgres" --version
echo "$printed"
[ "$printed" = 'by_list|20|0
by_literal|5|15
by_parameter|20|0' ] || { echo "this has changed"; exit 1; }
