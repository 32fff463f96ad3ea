//! The program runs to its end, as `cargo run -p quickstart` does.

use std::process::Command;

#[test]
fn the_main_job_runs() {
    let output = Command::new(env!("CARGO_BIN_EXE_quickstart")).output().expect("the program can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}
