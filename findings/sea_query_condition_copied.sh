#!/usr/bin/env bash
# Guess: `SelectStatement::build(&self, ..)` of sea-query copies each value once, into the list of values that it returns.
#
# Seen with sea-query 1.0.2: the condition of WHERE is copied as a whole first, with its values and subselects, then each value is copied from the copy. A
# value in SELECT is copied once. Since the statements are generic over the writer, each crate that builds one also compiles `Clone` of all of them.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat >Cargo.toml <<'TOML'
[package]
name = "copied"
version = "0.0.0"
edition = "2024"

[dependencies]
sea-query = { version = "=1.0.2", default-features = false, features = ["backend-postgres"] }
TOML
cat >src/main.rs <<'RUST'
use sea_query::{Expr, ExprTrait, PostgresQueryBuilder, Query};

const SIZE: usize = 64 << 20;

/// The largest memory of the process so far, in texts of that size.
fn largest() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.split_whitespace().next().unwrap().parse::<usize>().unwrap() * 1024 / SIZE
}

fn main() {
    let mut statement = Query::select();
    match std::env::args().nth(1).as_deref() {
        Some("SELECT") => statement.expr(Expr::value("x".repeat(SIZE))),
        _ => statement.expr(Expr::cust("1")).and_where(Expr::col("a").eq("x".repeat(SIZE))),
    };
    let before = largest();
    assert_eq!(statement.build(PostgresQueryBuilder).1.0.len(), 1);
    print!("{} ", largest() - before);
}
RUST
printed=$(cargo run --quiet -- SELECT; cargo run --quiet -- WHERE)
echo "copies of a value in SELECT and in WHERE: $printed"
[ "$printed" = '1 2 ' ] || { echo "this has changed"; exit 1; }
