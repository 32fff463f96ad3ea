#!/usr/bin/env bash
# Guess: a PL/pgSQL function with every name and operator qualified does not depend on search_path, and is cheaper without `SET search_path`.
#
# Seen with PostgreSQL 15.18 and 18.4: PL/pgSQL keeps the plan of each expression for one search_path. A session in which another function with a path of its own
# also calls it, such as a trigger whose query meets the policy, plans all its expressions again at each switch. With its own SET the path is always the same.
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
CREATE FUNCTION bare() RETURNS pg_catalog.uuid LANGUAGE plpgsql STABLE AS $$
DECLARE tenant pg_catalog.text := pg_catalog.current_setting('my.tenant', true);
BEGIN
    IF tenant OPERATOR(pg_catalog.!~~) '________-____-____-____-____________' THEN RAISE EXCEPTION 'no tenant'; END IF;
    RETURN tenant::pg_catalog.uuid;
END $$;
CREATE FUNCTION pinned() RETURNS uuid LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE tenant text := current_setting('my.tenant', true);
BEGIN
    IF tenant NOT LIKE '________-____-____-____-____________' THEN RAISE EXCEPTION 'no tenant'; END IF;
    RETURN tenant::uuid;
END $$;
CREATE FUNCTION by_trigger_bare() RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$ BEGIN RETURN public.bare(); END $$;
CREATE FUNCTION by_trigger_pinned() RETURNS uuid LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$ BEGIN RETURN public.pinned(); END $$;
SQL
# Milliseconds of 20,000 calls from the session, and as many from a function with a path of its own, in turn or not.
took() {
    sql <<SQL | tail -1
SET my.tenant = '00000000-0000-0000-0000-000000000001';
CREATE TEMP TABLE result (ms float8);
DO \$\$
DECLARE began timestamptz := clock_timestamp(); id uuid;
BEGIN
    FOR i IN 1..20000 LOOP id := $1(); $2 END LOOP;
    $3
    INSERT INTO result VALUES (extract(epoch FROM clock_timestamp() - began) * 1000);
END
\$\$;
SELECT round(ms) FROM result;
SQL
}
apart() { took "$1" '' "FOR i IN 1..20000 LOOP id := by_trigger_$1(); END LOOP;"; }
in_turn() { took "$1" "id := by_trigger_$1();" ''; }
bare=$(in_turn bare)
pinned=$(in_turn pinned)
echo "$("$bin/postgres" --version): in turn $bare ms bare, $pinned ms pinned; apart $(apart bare) ms bare, $(apart pinned) ms pinned"
[ "$bare" -gt $((pinned * 2)) ] || { echo "this has changed"; exit 1; }
