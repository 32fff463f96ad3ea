//! The program runs to its end, as `cargo run -p with-tokio-postgres` does.

use std::process::Command;

#[test]
fn the_help_desk_answers_two_companies() {
    let output = Command::new(env!("CARGO_BIN_EXE_with-tokio-postgres")).output().expect("the program can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    assert!(stdout.contains("800 requests of two companies at once"), "{stdout}");
    assert!(stdout.contains("it sent 2 mails"), "{stdout}");
}
