#!/usr/bin/env bash
# Guess: an SQL function that the planner inlines never costs more than a call of the same function in PL/pgSQL, least of all with a body that is parsed when it is
# created (RETURN ..). So the function that a policy calls should be one.
#
# Seen with PostgreSQL 15.18 and 18.4: a plan that is kept is a little cheaper to run. But a body of RETURN is stored as the text of a tree, and each planning of a query
# reads that text again, once for each policy: a query that is planned each time takes longer than with the call. A body between quotes is parsed each time too.
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
CREATE ROLE app;
CREATE TABLE t (tenant uuid, id int, PRIMARY KEY (tenant, id));
INSERT INTO t SELECT '00000000-0000-0000-0000-000000000001', g FROM generate_series(1, 1000) g;
CREATE FUNCTION refuse() RETURNS uuid LANGUAGE plpgsql STABLE AS $$ BEGIN RAISE EXCEPTION 'no tenant is set'; END $$;
CREATE FUNCTION called() RETURNS uuid LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$ BEGIN
    IF current_setting('my.tenant', true) LIKE '________-____-____-____-____________' THEN
        RETURN current_setting('my.tenant', true)::uuid;
    END IF;
    RAISE EXCEPTION 'no tenant is set';
END $$;
CREATE FUNCTION inlined() RETURNS uuid LANGUAGE sql STABLE
RETURN CASE WHEN current_setting('my.tenant', true) LIKE '________-____-____-____-____________'
    THEN current_setting('my.tenant', true)::uuid ELSE refuse() END;
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY called ON t USING (tenant = (SELECT called()));
GRANT SELECT ON t TO app;
CREATE TABLE took (kind text, policy text, ms float8);
GRANT INSERT ON took TO app;
ANALYZE t;
SQL
# The same 20,000 queries, planned each time or kept.
run() {
    sql -c "ALTER POLICY called ON t USING (tenant = (SELECT $1()))"
    sql <<SQL
SET ROLE app;
SET my.tenant = '00000000-0000-0000-0000-000000000001';
DO \$\$
DECLARE began timestamptz := clock_timestamp(); found int;
BEGIN
    FOR i IN 1..20000 LOOP
        EXECUTE 'SELECT id FROM t WHERE tenant = ''00000000-0000-0000-0000-000000000001'' AND id = 500' INTO found;
    END LOOP;
    INSERT INTO took VALUES ('planned each time', '$1', extract(epoch FROM clock_timestamp() - began) * 1000);
    began := clock_timestamp();
    FOR i IN 1..20000 LOOP
        SELECT id INTO found FROM t WHERE tenant = '00000000-0000-0000-0000-000000000001' AND id = 500;
    END LOOP;
    INSERT INTO took VALUES ('kept', '$1', extract(epoch FROM clock_timestamp() - began) * 1000);
END
\$\$;
SQL
}
for _ in 1 2 3; do run called; run inlined; done
"$bin/postgres" --version
# Microseconds of the fastest run.
sql -c "SELECT kind, policy, round(min(ms)::numeric / 20, 1) FROM took GROUP BY 1, 2 ORDER BY 1, 2"
changed=$(sql -c "SELECT min(ms) FILTER (WHERE policy = 'inlined') < 1.1 * min(ms) FILTER (WHERE policy = 'called')
    FROM took WHERE kind = 'planned each time'")
[ "$changed" = f ] || { echo "this has changed"; exit 1; }
