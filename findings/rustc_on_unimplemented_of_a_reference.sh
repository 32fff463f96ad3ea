#!/usr/bin/env bash
# Guess: where a method of a trait is called on a type that lacks the bound of the trait's blanket implementation, rustc says what `#[diagnostic::on_unimplemented]`
# of the bound says (E0599), and it says it for a reference to such a value too, as a method is called on both alike.
#
# Seen with rustc 1.95.0: the message, the label and the notes are there for the value, a field and an `Arc`. For a reference, as a function mostly has one,
# they are not: both bounds, of the reference and of the value, are listed with the names of the trait, in rustc's own words. An implementation of the bound for
# references changes nothing. So the cause has to be in the name of the trait, or in a comment in the line of the trait, which rustc prints.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
program() {
    cat <<'RUST'
#[diagnostic::on_unimplemented(message = "the feature of this pool is off")]
pub trait Enabled {} // the line of the trait
pub trait Begins { fn begin(&self); }
impl<P: Enabled> Begins for P { fn begin(&self) {} }
pub struct Pool;
pub struct State { pub pool: Pool }
RUST
    printf '%s\n' "$1" "pub fn run(value: Pool, reference: &Pool, state: &State) { $2.begin(); }"
}
said() {
    program "$1" "$2" >program.rs
    rustc --crate-type lib --edition 2024 --emit metadata program.rs 2>&1 || true
}

rustc --version
forwards='impl<P: Enabled> Enabled for &P {}'
value=$(said '' value) field=$(said '' state.pool) reference=$(said '' reference) forwarded=$(said "$forwards" reference)
for case in value field reference forwarded; do
    printf '%-10s %s\n' "$case" "$(grep -m1 '^error\[E0599\]' <<<"${!case}")"
done
with='the feature of this pool is off'
[[ $value == *"$with"* && $field == *"$with"* && $reference != *"$with"* && $forwarded != *"$with"* ]] || { echo "this has changed"; exit 1; }
[[ $reference == *'// the line of the trait'* ]] || { echo "this has changed"; exit 1; }
