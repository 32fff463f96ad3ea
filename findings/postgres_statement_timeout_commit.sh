#!/usr/bin/env bash
# Guess: `statement_timeout` limits COMMIT, which is a statement, and so the deferred constraints and triggers that run in it.
#
# Seen with PostgreSQL 15.18, 17.10 and 18.4: the timer is stopped before the transaction is committed, also for a single statement outside of a transaction block.
# A deferred trigger runs as long as it likes. `SET CONSTRAINTS ALL IMMEDIATE` runs it within the limit; so does `transaction_timeout` (17).
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
CREATE TABLE rows (number integer);
CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON rows DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow();
SQL
in_block=$(sql -c "SET statement_timeout = 100" -c "BEGIN" -c "INSERT INTO rows VALUES (1)" -c "COMMIT" 2>&1 || true)
alone=$(sql -c "SET statement_timeout = 100" -c "INSERT INTO rows VALUES (2)" 2>&1 || true)
checked=$(sql -c "SET statement_timeout = 100" -c "BEGIN" -c "INSERT INTO rows VALUES (3)" -c "SET CONSTRAINTS ALL IMMEDIATE" -c "COMMIT" 2>&1 || true)
kept=$(sql -c "SELECT string_agg(number::text, ',' ORDER BY number) FROM rows")
echo "$("$bin/postgres" --version), 100 ms for a trigger of a second: COMMIT '$in_block', one statement '$alone', SET CONSTRAINTS '${checked%%$'\n'*}'; committed: $kept"
[ "$kept" = "1,2" ] && [ -z "$in_block$alone" ] && [[ $checked == *"statement timeout"* ]] || { echo "this has changed"; exit 1; }
