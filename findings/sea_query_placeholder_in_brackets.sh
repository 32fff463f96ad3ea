#!/usr/bin/env bash
# Guess: `Expr::cust_with_exprs("ARRAY[$1, $2]", [..])` puts the expressions in place of `$1` and `$2`, as it does in `coalesce($1, $2)`.
#
# Seen with sea-query 1.0.2: between square brackets nothing is replaced, and no error says so. The statement is written with `$1` as it stands, which a
# server reads as the first bound value of the statement, whatever that is. In parentheses it is replaced.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "brackets"
version = "0.0.0"
edition = "2024"

[dependencies]
sea-query = { version = "=1.0.2", default-features = false, features = ["backend-postgres"] }
TOML
cat >src/main.rs <<'RUST'
use sea_query::{Expr, PostgresQueryBuilder, Query};

fn main() {
    for template in ["coalesce($1, $2)", "ARRAY[$1, $2]"] {
        let expression = Expr::cust_with_exprs(template, [Expr::value(7), Expr::value(8)]);
        println!("{}", Query::select().expr(expression).to_string(PostgresQueryBuilder));
    }
}
RUST
printed=$(cargo run --quiet)
printf '%s\n' "$printed"
[ "$printed" = 'SELECT coalesce(7, 8)
SELECT ARRAY[$1, $2]' ] || { echo "this has changed"; exit 1; }
