#!/usr/bin/env bash
# Guess: `pub use sea_query;` in a library only adds a path. The messages of rustc in a crate that uses the library stay as they are:
# a mismatch of types says `String`, as everywhere.
#
# Seen with sea-query 1.0.2 and rustc 1.95.0: rustc shortens a path only if its last name is unique among the public names of the direct
# dependencies, and it walks the re-exported crate, with the variants of its enums. `sea_query::Value` has a variant `String`, so every
# message about a trait of the library writes `std::string::String`. `#[doc(hidden)]` on the re-export changes nothing; a hidden module
# with the items of sea-query keeps the short names.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir -p shelf/src service/src
cat >shelf/Cargo.toml <<'TOML'
[package]
name = "shelf"
version = "0.0.0"
edition = "2024"

[dependencies]
sea-query = { version = "=1.0.2", default-features = false }

[workspace]
members = [".", "../service"]
TOML
cat >service/Cargo.toml <<'TOML'
[package]
name = "service"
version = "0.0.0"
edition = "2024"
workspace = "../shelf"

[dependencies]
shelf = { path = "../shelf" }
TOML
cat >service/src/lib.rs <<'RUST'
pub fn fits() {
    shelf::place(String::new());
}
RUST

# The message of the program for this re-export: `String` does not implement the trait of the library.
message() {
    printf '%s\npub trait Fits {}\nimpl Fits for i32 {}\npub fn place(_: impl Fits) {}\n' "$1" >shelf/src/lib.rs
    (cd shelf && cargo check --quiet -p service 2>&1 || true) | grep -m1 'E0277'
}

rustc --version
without=$(message '')
plain=$(message 'pub use sea_query;')
attribute=$(message '#[doc(hidden)] pub use sea_query;')
module=$(message '#[doc(hidden)] pub mod sea_query { pub use ::sea_query::*; }')
printf 'no re-export:      %s\nre-export:         %s\nhidden re-export:  %s\nhidden module:     %s\n' "$without" "$plain" "$attribute" "$module"

short='the trait bound `String: Fits` is not satisfied'
long='the trait bound `std::string::String: Fits` is not satisfied'
[[ $without == *"$short" && $plain == *"$long" && $attribute == *"$long" && $module == *"$short" ]] || { echo "this has changed"; exit 1; }
