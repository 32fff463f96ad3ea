#!/usr/bin/env bash
# Guess: features of Cargo are additive, so a crate that turns on `with-rust_decimal` of sea-query breaks no other crate of the program.
#
# Seen with sea-query 1.0.2 and sea-query-sqlx 0.9.1, on which sea-orm 2 runs: the features of sea-query add variants to `Value`, and sea-query-sqlx matches all
# of them by features of its own. One that sea-query has and sea-query-sqlx has not is `error[E0004]`: it does not build. A service that uses sea-orm beside
# another crate on sea-query turns on the same features of both, here `with-rust_decimal` of sea-query-sqlx or sea-orm.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
touch src/lib.rs
manifest() {
    cat >Cargo.toml <<TOML
[package]
name = "features"
version = "0.0.0"
edition = "2024"

[dependencies]
sea-query = { version = "=1.0.2", default-features = false, features = ["backend-postgres", "with-rust_decimal"] }
sea-query-sqlx = { version = "=0.9.1", default-features = false, features = ["sqlx-postgres"$1] }
TOML
}
manifest ''
if cargo check --quiet 2>errors; then
    echo "this has changed: it builds"
    exit 1
fi
grep -A3 '^error' errors
grep -q 'error\[E0004\]: non-exhaustive patterns: `.*Value::Decimal(_)` not covered' errors || { echo "this has changed"; exit 1; }
manifest ', "with-rust_decimal"'
cargo check --quiet
echo "with the same feature of both it builds"
