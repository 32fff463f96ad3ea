//! Programs that must not compile, each with the message that it gets: `ui/<folder>/<name>.rs` and `.stderr`.
//!
//! `rules` and `malformed` hold messages of our own, which no compiler changes. In `rustc` stands rustc's wording around ours. After a change of a
//! message, `TRYBUILD=overwrite cargo test --workspace --test ui --test tidy` writes what is said now, and then the pages of the rules; read the
//! difference. Programs that must be accepted are compiled by `../postgres/accepted.rs`.
//!
//! They are a package of their own, since trybuild checks all dependencies of a package once more, and the programs name few of those of the other tests.

use std::process::Command;

use trybuild::TestCases;

/// The compiler whose wording stands in `ui/rustc`, and in some messages of the gallery.
const RUSTC: &str = "rustc 1.95.";

#[test]
fn broken_rules() {
    are_refused("ui/rules");
}

#[test]
fn malformed_attributes() {
    are_refused("ui/malformed");
}

/// Here, not in a test of the gallery: the dependencies are checked once. The folder is a link, so that messages have their lines.
#[test]
fn refused_programs_of_the_gallery() {
    has_the_wording_of_rustc();
    are_refused("ui/gallery");
}

#[test]
fn rustc_messages() {
    has_the_wording_of_rustc();
    are_refused("ui/rustc");
}

fn has_the_wording_of_rustc() {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("the compiler that compiled this test");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    assert!(version.starts_with(RUSTC), "these messages have the wording of {RUSTC}x, this is {version}");
}

/// One `TestCases` of refused programs alone is one build; an accepted one in it would make it a build for each.
fn are_refused(folder: &str) {
    TestCases::new().compile_fail(format!("{folder}/*.rs"));
}
