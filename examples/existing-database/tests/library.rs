//! The program runs to its end, as `cargo run -p existing-database` does, and the migrations are those of the structs.

use std::process::Command;

fn program(arguments: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_existing-database"))
        .args(arguments)
        .output()
        .expect("the program can be started");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.success(), text(&output.stdout) + &text(&output.stderr))
}

#[test]
fn the_old_database_takes_its_first_step() {
    let (succeeded, text) = program(&[]);
    assert!(succeeded, "{text}");
    assert!(text.contains("before:  every row is read") && text.contains("after:   by loan_book_id_idx"), "{text}");
}

#[test]
fn every_change_of_the_structs_is_in_a_migration() {
    let (succeeded, text) = program(&["migrate", "check"]);
    assert!(succeeded, "{text}");
    let (succeeded, text) = program(&["adopt", "loan"]);
    assert!(succeeded && !text.contains("I01"), "{text}");
}
